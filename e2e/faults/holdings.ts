/** A row of an outbox. `about`: the identifier of what the event tells of, where its payload has one. */
export interface EventRow {
  readonly schema: string;
  readonly id: string;
  readonly subject: string;
  readonly about: string | null;
  /** When it was written, ms. */
  readonly at: number;
  readonly sent: boolean;
}

/** A state machine's row: a process, a job. */
export interface StateRow {
  readonly id: string;
  readonly state: string;
}

/** What the observatory holds, read from PostgreSQL and from the disk without asking any service. */
export interface Holdings {
  readonly notices: readonly {
    readonly id: string;
    readonly trigger: string;
    readonly decision: string;
    readonly request: string | null;
  }[];
  readonly matches: readonly { readonly notice: string; readonly target: string | null }[];
  readonly requests: readonly { readonly id: string; readonly trigger: string | null }[];
  readonly targets: readonly { readonly id: string; readonly name: string }[];
  readonly events: readonly EventRow[];
  readonly inbox: readonly { readonly schema: string; readonly consumer: string; readonly event: string }[];
  /** When each durable consumer was first there, ms: what was told before it is not owed to it. */
  readonly consumers: readonly { readonly schema: string; readonly name: string; readonly at: number }[];
  readonly deadLetters: readonly { readonly consumer: string; readonly reason: string }[];
  readonly processes: readonly StateRow[];
  /** `leased`: somebody's lease on it still runs. */
  readonly jobs: readonly (StateRow & { readonly leased: boolean })[];
  /** Rows of frames, and of the frames that the instruments took. */
  readonly frames: readonly { readonly sha256: string }[];
  readonly taken: readonly { readonly command: string; readonly sha256: string }[];
  /** Files of the product store: the name it has and the hash of what is in it. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  readonly temporary: readonly string[];
  /** Processes that belong to the home and are not under its supervisor. */
  readonly strangers: readonly string[];
}
