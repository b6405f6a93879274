import { checked, eventDurable, Hopeless, type Meta } from '@nightjar/bus';
import type { EventContract } from '@nightjar/contracts';
import { Deliveries, type Database, type EventRecord } from '@nightjar/persistence';
import type { Log } from './log.js';
import type { Pause } from './pause.js';
import { within } from './time-limit.js';
import { inHand } from './watchdog.js';

/** A message that has killed so many processes is not given to another. */
const DEATHS = 3;
/** An inbox that takes longer counts as away where safety must not wait. */
const INBOX_ANSWERS_MS = 500;

export type Call = (payload: unknown, meta: Meta) => Promise<unknown>;

export interface IntakeParts {
  readonly service: string;
  /** This process, as no other ever was. */
  readonly bootId: string;
  readonly database: Database | undefined;
  readonly record: EventRecord | undefined;
  readonly pause: Pause;
  readonly log: Log;
  /** Seconds an event may take whose contract says nothing else. */
  readonly timeLimitS: number;
}

interface Consumer {
  readonly contract: EventContract;
  readonly call: Call;
}

/**
 * The one way events come to their handlers, whether delivered, retried from the dead letters or replayed: nothing twice
 * (the inbox), nothing for ever (the time limit), nothing that kills one process after another.
 */
export class EventIntake {
  private readonly consumers = new Map<string, Consumer>();
  private readonly deliveries: Deliveries | undefined;

  constructor(private readonly parts: IntakeParts) {
    const { database } = parts;
    this.deliveries = database && new Deliveries(database, database.schema);
  }

  /** Registers the service's handler of an event. @returns the consumer's lasting name */
  register(contract: EventContract, call: Call): string {
    const durable = eventDurable(this.parts.service, contract.subject);
    this.consumers.set(durable, { contract, call });
    return durable;
  }

  /** Registers a consumer in the record. @returns since when it is owed events; undefined where there is no record */
  async owedSince(durable: string): Promise<Date | undefined> {
    return this.parts.record?.register(durable, this.consumer(durable).contract.subject);
  }

  get durables(): string[] {
    return [...this.consumers.keys()];
  }

  /** The contract of a consumer of this service; undefined when there is no such consumer. */
  contractOf(durable: string): EventContract | undefined {
    return this.consumers.get(durable)?.contract;
  }

  /**
   * Handles an event for the consumer that `meta` names.
   * @returns false when it was handled before
   * @throws Hopeless when it has killed too many processes; else what its handler threw
   */
  async handle(payload: unknown, meta: Meta): Promise<boolean> {
    const { pause, database } = this.parts;
    const { contract, call } = this.consumer(meta.consumer);
    if (!contract.safety) await pause.over(meta.signal);
    const run = (): Promise<Meta> => this.inTime(contract, call, payload, meta);
    if (!database || !this.deliveries) return run().then(() => true);
    if (contract.safety) return evenWithoutInbox(database, meta, run);
    if (meta.origin !== 'again' && (await database.inbox.has(meta))) return false;
    const handled = await (meta.attempt > 1 ? this.survived(this.deliveries, meta, run) : run());
    await database.inbox.note(handled);
    if (meta.attempt > 1) await this.deliveries.forget(meta);
    return true;
  }

  private consumer(durable: string | null): Consumer {
    const consumer = this.consumers.get(durable ?? '');
    if (!consumer) throw new Hopeless(`${this.parts.service} has no consumer ${durable}`);
    return consumer;
  }

  /** @returns what the handler got, by which the inbox knows whether the effect brought its key along */
  private async inTime(contract: EventContract, call: Call, payload: unknown, meta: Meta): Promise<Meta> {
    const carries = checked(contract.carries, payload, contract.subject);
    return within((contract.timeLimitS ?? this.parts.timeLimitS) * 1000, meta.signal, async (signal) => {
      inHand(`${meta.consumer} ${meta.id}`);
      const limited = { ...meta, signal };
      await call(carries, limited);
      return limited;
    });
  }

  /** Counts whose process dies over the message: only those that came again can have killed one. */
  private async survived(deliveries: Deliveries, meta: Meta, run: () => Promise<Meta>): Promise<Meta> {
    const deaths = await deliveries.begin(meta, this.parts.bootId);
    // Who died over the first delivery is not on record; that it came again after two recorded deaths says enough.
    if (deaths + 1 >= DEATHS) {
      await deliveries.forget(meta);
      throw new Hopeless(`${DEATHS} processes died while they handled it`);
    }
    try {
      return await run();
    } finally {
      await deliveries.end(meta).catch((fault: unknown) => this.parts.log.debug(`no end noted: ${String(fault)}`));
    }
  }
}

/** What keeps people and hardware safe passes also while the database is away; twice is better than never. */
async function evenWithoutInbox({ inbox }: Database, meta: Meta, run: () => Promise<Meta>): Promise<boolean> {
  const promptly = (asked: Promise<boolean | void>): Promise<boolean> =>
    within(INBOX_ANSWERS_MS, meta.signal, () => asked).then(
      (had) => had === true,
      () => false,
    );
  if (await promptly(inbox.has(meta))) return false;
  const handled = await run();
  await promptly(inbox.note(handled));
  return true;
}
