import {
  EnqueueJob,
  isRequest,
  Refusal,
  StatusAgent,
  type Beginning,
  type CarriesIn,
  type Gives,
  type JobContract,
  type RequestContract,
  type TakesIn,
} from '@nightjar/contracts';
import type { Bus } from './bus.js';
import { checked } from './checked.js';
import { refusalIn } from './refusal-wire.js';
import { Run } from './run.js';
import { notReceived, outOfDate, refused, unfinished, unreachable, type Sent } from './sent.js';
import { currentTraceparent, inChildSpan } from './trace.js';

const PATIENCE_S = 5;
/** A refusal that it came too late comes a little after the deadline; it tells more than silence. */
const GRACE_MS = 250;
/** Who does not answer at all is asked what he does serve, this long. */
const LOOK_MS = 1000;

export interface SendOptions {
  /** An instant, or seconds from now. Later than this it is not executed. Default: 5 s. */
  readonly deadline?: Date | number;
  /** The id of the message of which this is a consequence; default: the message in hand. */
  readonly cause?: string;
  /** The person or agent who wants it; default: who is connected. */
  readonly actor?: string;
  /** Sent again under the same key, it is not executed again: what the first was answered is answered. */
  readonly idempotencyKey?: string;
  /** For a job: its priority, what it waits for. */
  readonly order?: Omit<TakesIn<typeof EnqueueJob>, 'subject' | 'payload'>;
}

type Sendable = RequestContract | JobContract;
type PayloadOf<C extends Sendable> = C extends RequestContract
  ? TakesIn<C>
  : C extends JobContract
    ? CarriesIn<C>
    : never;
type AnswerOf<C extends Sendable> = C extends RequestContract ? Gives<C> : Gives<typeof EnqueueJob>;

/** Sends a message to one agent by its name, or its service's, and says what came of it in one closed union. */
export class Sender {
  constructor(private readonly bus: Bus) {}

  /** @returns what came of it; what the world does, from a refusal to a dead agent, is an answer and never thrown */
  async send<C extends Sendable>(
    agent: string,
    contract: C,
    payload: PayloadOf<C>,
    options: SendOptions = {},
  ): Promise<Sent<AnswerOf<C>>> {
    if (isRequest(contract)) return (await this.deliver(agent, contract, payload, options)) as Sent<AnswerOf<C>>;
    const { subject } = contract;
    const order = { ...options.order, subject, payload: payload as unknown };
    return (await this.deliver(agent, EnqueueJob, order, options)) as Sent<AnswerOf<C>>;
  }

  private deliver(agent: string, contract: RequestContract, payload: unknown, options: SendOptions) {
    return inChildSpan(`send ${contract.subject}`, 'client', async (): Promise<Sent<unknown>> => {
      try {
        return await this.attempt(agent, contract, payload, options);
      } catch (reason) {
        if (reason instanceof Refusal) return refused(reason);
        throw reason;
      }
    });
  }

  private async attempt(
    agent: string,
    contract: RequestContract,
    payload: unknown,
    options: SendOptions,
  ): Promise<Sent<unknown>> {
    const takes = checked(contract.takes, payload, contract.subject);
    const { cause, idempotencyKey, actor = this.bus.name } = options;
    const sentAt = Date.now();
    const deadline = deadlineOf(options.deadline, sentAt);
    const matter = { agent, subject: contract.subject, deadline, keyed: idempotencyKey !== undefined };
    if (deadline.getTime() <= sentAt) return outOfDate(`${contract.subject} was not sent: its deadline had passed`);

    const heard = await this.bus.converse(
      `${contract.subject}.${agent}`,
      takes,
      {
        actor,
        deadline,
        traceparent: currentTraceparent(),
        ...(cause === undefined ? {} : { cause }),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      },
      deadline.getTime() - sentAt + GRACE_MS,
    );
    if (heard.kind === 'nobody') return unreachable(await this.whyNot(agent, contract.subject));
    if (heard.kind === 'silence') return heard.received ? unfinished(matter) : notReceived(matter);
    const refusal = refusalIn(heard.message);
    if (refusal?.code === 'out_of_date') return outOfDate(refusal.message);
    if (refusal?.code === 'timed_out') return unfinished(matter, refusal.message);
    if (refusal) return refused(refusal);
    return this.concluded(contract, heard.message.json(), new Date(sentAt));
  }

  /** An answer tells whether it is the end, a run or a job that waits. */
  private concluded(contract: RequestContract, answer: unknown, sentAt: Date): Sent<unknown> {
    const gives = checked(contract.gives, answer, `the answer of ${contract.subject}`);
    if (contract.accepts) return { outcome: 'accepted', job: contract.accepts(gives), gives };
    const begins: Beginning | undefined = contract.begins;
    const id = begins?.run(gives);
    if (!begins || id === null || id === undefined) return { outcome: 'done', gives };
    return { outcome: 'started', run: new Run(id, begins, this.bus, sentAt), gives };
  }

  /** Says why nobody took a message, in a sentence that helps. */
  private async whyNot(agent: string, subject: string): Promise<string> {
    try {
      const status = await this.bus.ask(StatusAgent, {}, { instance: agent, timeoutMs: LOOK_MS });
      if (status.standsBy) return `${agent} ${status.because ?? 'stands by'}; it takes over within seconds`;
      if (status.state === 'STARTING' || status.state === 'STOPPING') {
        return `${agent} is ${status.state}: ${status.because ?? ''}`;
      }
      return `${agent} runs, but does not serve ${subject}; it serves ${status.serves.join(', ')}`;
    } catch (reason) {
      if (reason instanceof Refusal) return `no agent ${agent} answers; is it running? nightjar agents ls shows all`;
      throw reason;
    }
  }
}

function deadlineOf(deadline: Date | number = PATIENCE_S, nowMs: number): Date {
  return deadline instanceof Date ? deadline : new Date(nowMs + deadline * 1000);
}
