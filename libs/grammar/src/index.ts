export { readDecDeg, readRaDeg } from './coordinate.js';
export type { Dialect } from './dialect.js';
export { pyros1 } from './dialects/pyros1.js';
export { ERROR_CODES, sayError, type ErrorCode } from './error-code.js';
export { FrameReader } from './frame-reader.js';
export type {
  Banner,
  BlobHead,
  BlobReceived,
  DeviceEvent,
  Garbage,
  Message,
  Received,
  Reply,
  Request,
  Verb,
  VerbName,
} from './message.js';
export { DIALECTS } from './registry.js';
export type { Value, Values } from './value.js';
export { writeBlob, writeFrame } from './write-frame.js';
