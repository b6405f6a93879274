export { Bus, type AskOptions, type BusOptions, type Followed, type Handler, type Stored } from './bus.js';
export type { Buried } from './durable-loop.js';
export type { Meta } from './meta.js';
export { currentTraceId, currentTraceparent, inChildSpan, inTrace, withinTraceId } from './trace.js';
export { Gate, Undeclared } from './gate.js';
export { newSeed, publicKeyOf, readSeed, type Seed } from './identity.js';
export { permissionsOf, permits, type Permissions } from './permission.js';
export { durablesOf, eventDurable, type Durable, type Rights } from './rights.js';
export { Naming, STREAMS } from './stream.js';
