/**
 * What one service does on the bus, by the subjects of its contracts: plain data, which can be kept. What it serves,
 * consumes and works follows from its handlers; the rest it declares. The server's permissions, the check in the client
 * and the page of permissions are all made from this value.
 */
export interface Rights {
  /** The service's name, and that of its identity. */
  readonly service: string;
  /** Names its processes go by: their built-in messages are served, and their hearts beat, under these. */
  readonly agents: readonly string[];
  /** Commands and asks it answers. */
  readonly serves: readonly string[];
  /** Events it handles. */
  readonly consumes: readonly string[];
  /** Queues, by name, whose jobs it gives and runs. */
  readonly works: readonly string[];
  /** `everything`: every command and ask there is or will be, whoever serves it. For a gateway to the outside. */
  readonly asks: readonly string[] | 'everything';
  readonly emits: readonly string[];
  /** Telemetry it publishes. */
  readonly tells: readonly string[];
  readonly hears: readonly string[];
  /** True: it may watch every event as it comes, and from any moment on. */
  readonly follows: boolean;
}

/** A lasting consumer as the server knows it. */
export interface Durable {
  readonly stream: 'EVENTS' | 'JOBS';
  readonly name: string;
  /** What it reads; a wildcard for a queue with several kinds of work. */
  readonly filter: string;
}

/** Subjects of a queue's jobs. */
export const jobsOf = (queue: string): string => `job.${queue}.>`;

/** The lasting consumer by which a service gets an event; its processes share it. */
export const eventDurable = (service: string, subject: string): string => `${service}-${subject.replaceAll('.', '-')}`;

/** The lasting consumer by which a queue's runners get its jobs. */
export const queueDurable = (queue: string): string => `queue-${queue}`;

/** Every lasting consumer that a service may make, read and remove. */
export const durablesOf = ({ service, consumes, works }: Rights): Durable[] => [
  ...consumes.map((filter) => ({ stream: 'EVENTS' as const, name: eventDurable(service, filter), filter })),
  ...works.map((queue) => ({ stream: 'JOBS' as const, name: queueDurable(queue), filter: jobsOf(queue) })),
];
