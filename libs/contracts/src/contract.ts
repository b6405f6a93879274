import { z } from 'zod';

/** What a message is for; the first token of its subject, so that permissions and streams are one wildcard. */
export type ContractKind = 'command' | 'ask' | 'event' | 'job' | 'telemetry';

const PREFIX = { command: 'cmd', ask: 'ask', event: 'evt', job: 'job', telemetry: 'tlm' } as const;

/** How a run that an answer has begun is followed: by the events that tell of it. */
export interface Beginning<Gives = unknown, Told extends z.ZodType = z.ZodType> {
  readonly told: EventContract<Told>;
  /** The id of the run; null where this answer is already the end. */
  run(gives: Gives): string | null;
  /** Which run an event tells of. */
  of(told: z.output<Told>): string;
  isOver(told: z.output<Told>): boolean;
}

/** A request that gets an answer: `command` changes something, `ask` only reads. */
export interface RequestContract<Takes extends z.ZodType = z.ZodType, Gives extends z.ZodType = z.ZodType> {
  readonly kind: 'command' | 'ask';
  readonly subject: string;
  readonly says: string;
  readonly takes: Takes;
  readonly gives: Gives;
  /** Slugs of the refusals a caller must be ready for. Any other failure is a fault. */
  readonly refuses: readonly string[];
  /** Present: the answer is only a beginning, and this is how to see the end. */
  readonly begins?: Beginning<z.output<Gives>>;
  /** Present: the answer says that a job waits for its turn, and this is its id. */
  accepts?(gives: z.output<Gives>): string;
  /** True: it keeps people or hardware safe and passes also where an agent is paused. */
  readonly safety?: true;
  readonly example: { readonly takes: unknown; readonly gives: unknown };
}

/** A fact (`event`), a piece of queued work (`job`) or a lossy measurement (`telemetry`). */
export interface CarryContract<Kind extends 'event' | 'job' | 'telemetry', Carries extends z.ZodType = z.ZodType> {
  readonly kind: Kind;
  readonly subject: string;
  readonly says: string;
  readonly carries: Carries;
  /** True: it keeps people or hardware safe and passes also where an agent is paused. */
  readonly safety?: true;
  readonly example: unknown;
}

/** A fact. Facts about one thing are told in the order in which they became true. */
export interface EventContract<C extends z.ZodType = z.ZodType> extends CarryContract<'event', C> {
  /** What it is about, e.g. a process; absent: the payload's own `id`, and of what has none all together are one thing. */
  of?(payload: z.output<C>): string;
  /** Seconds a consumer may take over one; the observatory's setting unless given. */
  readonly timeLimitS?: number;
}
export type TelemetryContract<C extends z.ZodType = z.ZodType> = CarryContract<'telemetry', C>;

/** Where work waits for its turn, and by which rules it is done. */
export interface Queue {
  readonly name: string;
  /** The service that owns the queue: it keeps the jobs' rows and runs them. */
  readonly service: string;
  readonly says: string;
  /** Jobs that may run at once, over all runners. 1 unless the declaration argues otherwise. */
  readonly concurrency: number;
  /** Seconds an attempt may take; then it is stopped and counts as failed. */
  readonly timeLimitS: number;
  /** Attempts before a job is given up and becomes a dead letter. */
  readonly attempts: number;
  /** Seconds to wait after the first, second, ... failed attempt; the last one also after all later ones. */
  readonly backOffS: readonly number[];
}

/** Work for a queue. */
export interface JobContract<C extends z.ZodType = z.ZodType> extends CarryContract<'job', C> {
  readonly queue: Queue;
}

export type Contract = RequestContract | EventContract | JobContract | TelemetryContract;

/** Whether a contract is answered (`command`, `ask`) rather than carried. */
export const isRequest = (contract: Contract): contract is RequestContract =>
  contract.kind === 'command' || contract.kind === 'ask';

/** What a caller may send: defaults not yet filled in. */
export type TakesIn<C extends RequestContract> = z.input<C['takes']>;
/** What a handler receives: checked, defaults filled in. */
export type Takes<C extends RequestContract> = z.output<C['takes']>;
export type Gives<C extends RequestContract> = z.output<C['gives']>;
export type Carries<C extends EventContract | JobContract | TelemetryContract> = z.output<C['carries']>;
export type CarriesIn<C extends EventContract | JobContract | TelemetryContract> = z.input<C['carries']>;

const SUBJECT = /^(cmd|ask|evt|job|tlm)(\.[a-z][a-z0-9-]*){2,4}$/;

function lawful(kind: ContractKind, subject: string): string {
  if (!SUBJECT.test(subject) || !subject.startsWith(`${PREFIX[kind]}.`)) {
    throw new TypeError(`${subject} is no lawful subject for a contract of kind ${kind}`);
  }
  return subject;
}

type RequestParts<T extends z.ZodType, G extends z.ZodType> = Omit<
  RequestContract<T, G>,
  'kind' | 'subject' | 'example'
> & {
  readonly example: { readonly takes: z.input<T>; readonly gives: z.input<G> };
};

/** For the `begins` of a contract: holds the functions against the event that tells of the run. */
export const beginning = <G, E extends z.ZodType>(
  told: EventContract<E>,
  parts: Omit<Beginning<G, E>, 'told'>,
): Beginning<G, E> => ({ told, ...parts });

/** Something is to be done; the answer says what came of it, never merely that it arrived. */
export const command = <T extends z.ZodType, G extends z.ZodType>(subject: string, parts: RequestParts<T, G>) =>
  ({ kind: 'command', subject: lawful('command', subject), ...parts }) as const satisfies RequestContract<T, G>;

/** Something is to be read; nothing changes. */
export const ask = <T extends z.ZodType, G extends z.ZodType>(subject: string, parts: RequestParts<T, G>) =>
  ({ kind: 'ask', subject: lawful('ask', subject), ...parts }) as const satisfies RequestContract<T, G>;

type CarryParts<C extends z.ZodType> = {
  readonly says: string;
  readonly carries: C;
  readonly safety?: true;
  readonly example: z.input<C>;
};

type EventParts<C extends z.ZodType> = CarryParts<C> & Pick<EventContract<C>, 'of' | 'timeLimitS'>;

/** Something became true. Published through the outbox, kept in JetStream, consumed exactly once in effect. */
export const event = <C extends z.ZodType>(subject: string, parts: EventParts<C>) =>
  ({ kind: 'event', subject: lawful('event', subject), ...parts }) as const satisfies EventContract<C>;

/** The thing an event is about: events of one thing keep their order. */
export function aggregateOf(contract: EventContract, payload: unknown): string {
  if (contract.of) return contract.of(payload);
  const id = typeof payload === 'object' && payload !== null && 'id' in payload ? payload.id : undefined;
  return typeof id === 'string' ? id : contract.subject;
}

type QueueParts = Pick<Queue, 'service' | 'says'> & Partial<Omit<Queue, 'name' | 'service' | 'says'>>;

/** A queue: one job at a time, three attempts, half an hour for each, unless it says otherwise. */
export const queue = (name: string, parts: QueueParts): Queue => ({
  name,
  concurrency: 1,
  timeLimitS: 1800,
  attempts: 3,
  backOffS: [1, 5, 15],
  ...parts,
});

/** Work for a queue; several kinds of work may share one. */
export const job = <C extends z.ZodType>(into: Queue, noun: string, parts: CarryParts<C>) =>
  ({
    kind: 'job',
    subject: lawful('job', `job.${into.name}.${noun}`),
    queue: into,
    ...parts,
  }) as const satisfies JobContract<C>;

/** A measurement; lossy, only the last one matters. An instance token may follow the subject when published. */
export const telemetry = <C extends z.ZodType>(subject: string, parts: CarryParts<C>) =>
  ({ kind: 'telemetry', subject: lawful('telemetry', subject), ...parts }) as const satisfies TelemetryContract<C>;
