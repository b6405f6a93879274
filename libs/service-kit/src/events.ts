import type { Buried, Bus } from '@nightjar/bus';
import { EventRecord, OutboxRelay, type Database } from '@nightjar/persistence';
import type { CommonConfig } from './config.js';
import { EventIntake } from './event-intake.js';
import { observeEvents } from './event-metrics.js';
import { LetterDesk } from './letter-desk.js';
import { serveLetters } from './letter-messages.js';
import type { Log } from './log.js';
import type { Pause } from './pause.js';
import { Pruner } from './pruner.js';
import type { Queues } from './queues.js';
import { Reconciler } from './reconciler.js';
import { serveReplay } from './replay.js';
import type { Vitals } from './vitals.js';

export interface EventsParts {
  readonly bus: Bus;
  readonly service: string;
  /** The agent's name. */
  readonly name: string;
  /** Absent for a service that keeps no record. */
  readonly database: Database | undefined;
  readonly vitals: Vitals;
  readonly pause: Pause;
  readonly log: Log;
  readonly config: CommonConfig;
}

/** The events of a service: those it tells and those it hears, the dead ones, the lost ones and the old ones. */
export class Events {
  readonly intake: EventIntake;
  private queues: Queues | undefined;
  private readonly relay: OutboxRelay | undefined;
  private readonly desk: LetterDesk | undefined;
  private readonly reconciler: Reconciler;
  private readonly pruner: Pruner | undefined;
  private endMetrics: (() => void) | undefined;

  constructor(private readonly parts: EventsParts) {
    const { bus, service, name, database, vitals, pause, log, config } = parts;
    const { NIGHTJAR_EVENT_TIME_LIMIT_S: timeLimitS, NIGHTJAR_KEEP_EVENTS_DAYS: keepDays } = config;
    const record = database && new EventRecord(database, keepDays);
    this.intake = new EventIntake({ service, bootId: vitals.bootId, database, record, pause, log, timeLimitS });
    this.reconciler = new Reconciler({
      ...{ bus, name, record, log },
      wakeRelay: () => this.relay?.wake(),
      wakeQueues: () => this.queues?.reconcile() ?? Promise.resolve(0),
    });
    if (!database || !record) return;
    const relay = this.relayFor(database);
    this.relay = relay;
    vitals.needs({ name: 'outbox', check: () => relay.check() });
    this.desk = new LetterDesk({
      ...{ database, intake: this.intake, vitals, log, timeLimitS },
      retryJob: (id) => this.queues?.retry(id) ?? Promise.resolve(),
    });
    this.pruner = new Pruner(database, keepDays, log, () => bus.broker.eventsKeptDays());
    serveLetters(bus, service, this.desk, log);
    serveReplay({ bus, service, record, intake: this.intake, bury: (letter) => this.bury(letter), log });
  }

  /** Keeps what could not be handled; a service without a record can only say so. */
  async bury(letter: Buried): Promise<void> {
    if (this.desk) return this.desk.bury(letter);
    this.parts.log.error(`gave up on ${letter.subject}: ${letter.reason}`, { messageId: letter.messageId });
  }

  start(queues: Queues): void {
    this.queues = queues;
    this.reconciler.start();
    this.relay?.start();
    this.desk?.start();
    if (this.parts.database) this.endMetrics = observeEvents(this.parts.database, this.parts.vitals);
    this.pruner?.start();
  }

  /** Sends what can still be sent. */
  async stop(): Promise<void> {
    this.endMetrics?.();
    this.reconciler.stop();
    await Promise.all([this.desk?.stop(), this.pruner?.stop()]);
    await this.relay?.stop();
  }

  private relayFor(database: Database): OutboxRelay {
    const { bus, log } = this.parts;
    return new OutboxRelay(database, {
      publish: (message) =>
        bus.publishStored(message).catch((fault: unknown) => {
          this.reconciler.doubt();
          throw fault;
        }),
      ready: () => this.reconciler.ready(),
      onFault: (fault) => log.error('the outbox waits', { fault: String(fault) }),
    });
  }
}
