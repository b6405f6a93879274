/** What a state means to an operator. Each tone has a colour, an icon and the state's own word: never colour alone. */
export type Tone = 'ok' | 'busy' | 'idle' | 'warn' | 'bad' | 'unknown';

const TONES: Readonly<Record<string, Tone>> = {
  // agents
  READY: 'ok',
  STARTING: 'busy',
  DEGRADED: 'warn',
  PAUSED: 'warn',
  STOPPING: 'warn',
  LOST: 'bad',
  // requests and observations
  PENDING: 'idle',
  SCHEDULED: 'idle',
  RUNNING: 'busy',
  COMPLETED: 'ok',
  EXPIRED: 'warn',
  CANCELLED: 'warn',
  REJECTED: 'warn',
  INTERRUPTED: 'warn',
  FAILED: 'bad',
  // processes
  WAITING: 'idle',
  SUCCEEDED: 'ok',
  CANCELLING: 'warn',
  // jobs
  LEASED: 'busy',
  // commands
  RECEIVED: 'busy',
  SENT: 'busy',
  ACCEPTED: 'busy',
  DONE: 'ok',
  ABORTED: 'warn',
  TIMEOUT: 'bad',
  UNKNOWN: 'unknown',
  // devices
  OFFLINE: 'unknown',
  FAULT: 'bad',
  ERROR: 'bad',
  IDLE: 'idle',
  PARKED: 'idle',
  CLOSED: 'idle',
  TRACKING: 'ok',
  OPEN: 'ok',
  OK: 'ok',
  MEASURING: 'ok',
  SAFE: 'ok',
  GOOD: 'ok',
  UNSAFE: 'bad',
  SLEWING: 'busy',
  EXPOSING: 'busy',
  READING: 'busy',
  OPENING: 'busy',
  PARKING: 'busy',
  STOPPED: 'warn',
  CLOSING: 'busy',
  // decisions
  observe: 'ok',
  revise: 'ok',
  withdraw: 'warn',
  refuse: 'warn',
  ignore: 'idle',
  pending: 'busy',
};

/** A state nobody has told us the meaning of is unknown, not good. */
export const toneOf = (state: string | null | undefined): Tone => TONES[state ?? ''] ?? 'unknown';
