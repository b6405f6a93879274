import type { Gate } from './gate.js';
import type { Seed } from './identity.js';
import type { Meta } from './meta.js';

export interface BusOptions {
  readonly url: string;
  /** Who is connected: the agent's name, seen in the server's monitoring. */
  readonly name: string;
  /** Keeps several observatories, or test suites, apart on one server. */
  readonly namespace?: string;
  /** Holds everything against what the service declares. Absent: whatever the server allows, as in tests. */
  readonly gate?: Gate;
  /** Proves to the server who we are; absent: by the address's user and password, or not at all. */
  readonly seed?: Seed | undefined;
  /** Days the stream keeps events; absent: as the stream is, or 90 for a new one. */
  readonly keepEventsDays?: number;
  /** Told of what no caller hears: a handler's fault, a lost connection. */
  readonly onFault?: (says: string, fault: unknown) => void;
}

export interface AskOptions {
  /** Which of several agents serving the same contract is meant; the last token of the subject. */
  readonly instance?: string;
  readonly timeoutMs?: number;
  readonly actor?: string;
  /**
   * Under a key: a command whose process died in the middle is not carried out again, it is `outcome_unknown`. For what
   * moves hardware.
   */
  readonly atMostOnce?: boolean;
}

/** What leaves the outbox. */
export interface Stored {
  readonly id: string;
  readonly subject: string;
  /** The payload as JSON text. */
  readonly body: string;
  readonly traceparent: string | null;
  /** The thing an event is about. */
  readonly aggregate?: string;
  /** What the stream knows duplicates by; the message's own id unless given. */
  readonly streamId?: string;
}

/** An event as a watcher sees it; `sequence` is where to resume. */
export interface Followed {
  readonly sequence: number;
  readonly meta: Meta;
  readonly at: Date;
  readonly payload: unknown;
}

export type Handler<In, Out> = (payload: In, meta: Meta) => Promise<Out>;
