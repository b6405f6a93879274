import { checked, eventDurable, Hopeless, type Meta, type Received } from '@nightjar/bus';
import type { EventContract } from '@nightjar/contracts';
import { Deliveries, type Database, type EventRecord } from '@nightjar/persistence';
import { ConsumerKeys } from './consumer-keys.js';
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
  /** Absent in a service that keeps no record. */
  readonly keys: ConsumerKeys | undefined;
}

/** What came of a message: whether it was new, and, while its key is still being written, when it will be. */
interface Passed {
  readonly fresh: boolean;
  readonly written?: Promise<void>;
}

/**
 * The one way events come to their handlers, whether delivered, retried from the dead letters or replayed: nothing twice
 * (the inbox), nothing for ever (the time limit), nothing that kills one process after another. A consumer's events are
 * handled one at a time; only the keys of those whose handling used nothing of the record are written behind it.
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
    const { service, database, log } = this.parts;
    const durable = eventDurable(service, contract.subject);
    const keys = database && new ConsumerKeys(durable, database.inbox, log);
    this.consumers.set(durable, { contract, call, keys });
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
    const { keys } = this.consumer(meta.consumer);
    await keys?.inTurn(meta);
    const had = async (): Promise<boolean> => (await this.parts.database?.inbox.has(meta)) === true;
    const { fresh, written } = await this.pass(payload, meta, had);
    await written;
    return fresh;
  }

  /**
   * The same for one that the stream delivers, in its turn.
   * @param behind the identifiers of those that wait behind it for the same consumer
   */
  async receive(payload: unknown, meta: Meta, behind: () => readonly string[]): Promise<Received> {
    const { keys } = this.consumer(meta.consumer);
    const had = async (): Promise<boolean> => {
      await keys?.inTurn(meta);
      return (await keys?.had(meta, behind)) === true;
    };
    const { written } = await this.pass(payload, meta, had);
    return written ? { written } : {};
  }

  private async pass(payload: unknown, meta: Meta, had: () => Promise<boolean>): Promise<Passed> {
    const { pause, database } = this.parts;
    const { contract, call, keys } = this.consumer(meta.consumer);
    if (!contract.safety) await pause.over(meta.signal);
    const run = (): Promise<Meta> => this.inTime(contract, call, payload, meta);
    if (!database || !this.deliveries || !keys) return run().then(() => ({ fresh: true }));
    if (contract.safety) return { fresh: await evenWithoutInbox(database, meta, run) };
    if (meta.origin !== 'again' && (await had())) return { fresh: false };
    try {
      const uses = database.uses;
      const handled = await (meta.attempt > 1 ? this.survived(this.deliveries, meta, run) : run());
      keys.handled(meta);
      if (keys.mayWait(meta) && !database.inbox.knows(handled)) {
        const written = keys.write(meta);
        if (database.uses === uses) return { fresh: true, written };
        await written;
      } else await database.inbox.note(handled);
      if (meta.attempt > 1) await this.deliveries.forget(meta);
      return { fresh: true };
    } catch (reason) {
      keys.failed(meta);
      throw reason;
    }
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
