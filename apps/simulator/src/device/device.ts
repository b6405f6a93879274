import type { Value, Values } from '@nightjar/grammar';

/** A device's "no", with the grammar's code. */
export class DeviceRefusal extends Error {
  constructor(
    readonly code: number,
    readonly says: string,
  ) {
    super(says);
  }
}

/** How a DO ended. A file is sent before the reply that concludes it. */
export type JobEnd =
  | { readonly outcome: 'DONE'; readonly values: Values; readonly file?: Uint8Array }
  | { readonly outcome: 'CANCELLED' }
  | { readonly outcome: 'ERR'; readonly code: number; readonly says: string };

/** A DO that has begun. */
export interface Job {
  /** Seconds of the observatory that it will take. */
  readonly etaS: number;
  readonly ended: Promise<JobEnd>;
  /** Asks it to stop; `ended` tells when it has. */
  stop(): void;
}

/** Something the device tells unasked. */
export interface Notice {
  readonly name: string;
  readonly values: Values;
}

/** What stands behind a socket: it knows its own physics and nothing of sessions, ids or faults. */
export interface Device {
  /** Its word in the grammar, such as `CAMERA.north`. */
  readonly word: string;
  /** The server listens here for what the device tells unasked. */
  onNotice: (notice: Notice) => void;
  status(): Values;
  /** @throws DeviceRefusal 102 for a name it does not have */
  get(name: string): Value;
  /** Loads a register. @throws DeviceRefusal */
  set(name: string, values: readonly Value[]): void;
  /** Acts. @throws DeviceRefusal when it will not begin */
  begin(name: string, values: readonly Value[], id: string): Job;
  /** The last file it made, while it remembers it. */
  lastFile?(): { readonly values: Values; readonly file: Uint8Array } | undefined;
  /** What is left after the mains came back: movements have stopped, registers are empty. */
  powerCycle(): void;
}

/** A job that is over as soon as it has begun. */
export const instant = (values: Values = {}): Job => ({
  etaS: 0,
  ended: Promise.resolve({ outcome: 'DONE', values }),
  stop: () => undefined,
});

/** A job made of a promise that listens to a signal. */
export function job(etaS: number, run: (signal: AbortSignal) => Promise<JobEnd>): Job {
  const stopping = new AbortController();
  return { etaS, ended: run(stopping.signal), stop: () => stopping.abort() };
}

export function wantNumber(value: Value | undefined, what: string, min: number, max: number): number {
  if (typeof value !== 'number') throw new DeviceRefusal(104, `${what} must be a number`);
  if (value < min || value > max) throw new DeviceRefusal(105, `${what} ${value} is not within ${min} to ${max}`);
  return value;
}
