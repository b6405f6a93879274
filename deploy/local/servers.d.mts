/** A running server and how to end it. */
export interface Server {
  /** Where clients connect; holds the password where there is one. */
  readonly url: string;
  /** Product, version and who provides it, for a person to read. */
  readonly how: string;
  /** Unset when the server is not a process of ours. */
  readonly pid: number | undefined;
  readonly port: number | undefined;
  /** Resolves with how it ended, when it does; unset when the server is not a process of ours. */
  readonly exited: Promise<string> | undefined;
  /** Ends it if it is ours, and removes its folder if that was a temporary one. Safe to call again. */
  stop(): Promise<void>;
}

export interface NatsOptions {
  /** Folder it lives in, mode 0700. Unset: a temporary one, removed by `stop`. */
  dir?: string;
  /** TCP port on 127.0.0.1. Unset: a free one. */
  port?: number;
  /** True for a site: what was acknowledged survives a power cut. Unset: fast, for tests. */
  durable?: boolean;
  /** True: it admits only whom the file `authorization.conf` in `dir` names. NATS alone. */
  guarded?: boolean;
  /** File its output is appended to. Unset: in its folder. */
  log?: string;
}

export interface PostgresOptions extends NatsOptions {
  /** Made when it is not there. Default `nightjar`. */
  database?: string;
}

/** NIGHTJAR_DATABASE_URL, else a container (TEST_CONTAINERS=1), else an embedded server. A leftover on `dir` is ended first. */
export function startPostgres(options?: PostgresOptions): Promise<Server>;
/** NIGHTJAR_NATS_URL, else a container (TEST_CONTAINERS=1), else an embedded server. A leftover on `dir` is ended first. */
export function startNats(options?: NatsOptions): Promise<Server>;
