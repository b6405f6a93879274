import type { ErrorCode } from './error-code.js';
import type { Value, Values } from './value.js';

/** The first line of a session. `bootId` is another one after every power cycle. */
export interface Banner {
  readonly kind: 'banner';
  readonly device: string;
  readonly serial: string;
  readonly bootId: string;
}

/** SET loads a register, DO acts; a DO is never sent twice. */
export type Verb =
  | { readonly verb: 'GET'; readonly names: readonly string[] }
  | { readonly verb: 'SET' | 'DO'; readonly name: string; readonly values: readonly Value[] }
  | { readonly verb: 'STATUS' | 'PING' | 'UNLOCK' }
  | { readonly verb: 'HELP'; readonly name: string | null }
  | { readonly verb: 'SUBSCRIBE'; readonly name: string }
  | { readonly verb: 'LOCK'; readonly token: string; readonly leaseS: number }
  | { readonly verb: 'ABORT'; readonly target: string | null };

export type VerbName = Verb['verb'];

export interface Request {
  readonly kind: 'request';
  readonly id: string;
  /** Milliseconds since 1970 (UTC); later than this it must not be carried out. */
  readonly deadlineMs: number | null;
  readonly device: string;
  readonly verb: Verb;
}

/** ACCEPTED says "begun", never "done"; `etaS` is wall-clock seconds. */
export type Reply = { readonly kind: 'reply'; readonly id: string } & (
  | { readonly outcome: 'OK' | 'DONE'; readonly values: Values }
  | { readonly outcome: 'ACCEPTED'; readonly etaS: number }
  | { readonly outcome: 'CANCELLED' }
  | { readonly outcome: 'ERR'; readonly code: number; readonly says: string }
);

/** Something the device tells unasked. */
export interface DeviceEvent {
  readonly kind: 'event';
  readonly seq: number;
  readonly at: Date;
  readonly device: string;
  readonly name: string;
  readonly values: Values;
}

/** A file, announced by its length and hash. It precedes the reply that concludes request `id`. */
export interface BlobHead {
  readonly kind: 'blob';
  readonly id: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: string;
}

export type Message = Banner | Request | Reply | DeviceEvent | BlobHead;

/** A line that says nothing in this grammar. `id` is given when at least that much could be read, to answer it. */
export interface Garbage {
  readonly kind: 'garbage';
  readonly code: ErrorCode;
  readonly says: string;
  readonly id: string | null;
}

/** A file that has arrived whole. `intact` is false when its hash is not the one announced. */
export interface BlobReceived extends BlobHead {
  readonly payload: Uint8Array;
  readonly intact: boolean;
}

export type Received = Exclude<Message, BlobHead> | BlobReceived | Garbage;
