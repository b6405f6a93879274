export { Bus, type AskOptions, type BusOptions, type Followed, type Handler, type Stored } from './bus.js';
export type { Buried } from './durable-loop.js';
export type { Meta } from './meta.js';
export { currentTraceId, currentTraceparent, inChildSpan, inTrace, withinTraceId } from './trace.js';
