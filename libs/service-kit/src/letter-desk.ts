import { inTrace, isOutage, reasonText, type Buried, type Meta } from '@nightjar/bus';
import { Refusal } from '@nightjar/contracts';
import { Deliveries, Letters, type Database, type KeptLetter, type LetterChoice } from '@nightjar/persistence';
import type { EventIntake } from './event-intake.js';
import type { Log } from './log.js';
import type { Vitals } from './vitals.js';

const LOOK_MS = 2000;
/** Beside the time limit of its handling; then another process takes the letter. */
const SPARE_S = 30;

export interface LetterDeskParts {
  readonly database: Database;
  readonly intake: EventIntake;
  readonly vitals: Vitals;
  readonly log: Log;
  /** Seconds that the handling of one takes at most. */
  readonly timeLimitS: number;
  /** Lets a job wait for its turn again; its letter goes with that. */
  readonly retryJob?: ((id: string) => Promise<unknown>) | undefined;
}

/**
 * What a service does about its dead letters: keeps and counts them, and hands those that a person wants tried again to
 * the consumer that gave them up. A letter goes in the transaction of its effect; one whose handling was cut off is
 * taken up again by whichever process looks next.
 */
export class LetterDesk {
  readonly letters: Letters;
  private readonly deliveries: Deliveries;
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();

  constructor(private readonly parts: LetterDeskParts) {
    const { database } = parts;
    this.letters = new Letters(database);
    this.deliveries = new Deliveries(database, database.schema);
  }

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort(new Error('the service stops'));
    await this.working;
  }

  /** Keeps what could not be handled. @throws when it cannot be kept */
  async bury(letter: Buried): Promise<void> {
    const { log } = this.parts;
    await this.letters.bury(letter);
    await this.deliveries.forget({ id: letter.messageId, consumer: letter.consumer });
    log.error(`gave up on ${letter.subject}: ${letter.reason}`, {
      messageId: letter.messageId,
      consumer: letter.consumer,
      attempts: letter.attempts,
    });
    await this.count();
  }

  /** Wants letters to be tried again, and begins at once. @returns how many */
  async hand(choice: LetterChoice): Promise<number> {
    const count = await this.letters.hand(choice);
    if (count > 0) this.look();
    return count;
  }

  async discard(choice: LetterChoice): Promise<number> {
    const count = await this.letters.discard(choice);
    await this.count();
    return count;
  }

  private look(): void {
    this.working = this.working
      .then(() => this.work())
      .catch((fault: unknown) => {
        if (!isOutage(fault)) this.parts.log.error('dead letters could not be looked after', { fault: String(fault) });
      });
  }

  private async work(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const letter = await this.letters.take(this.parts.timeLimitS + SPARE_S);
      if (!letter) break;
      await this.handle(letter);
    }
    if (!this.stopping.signal.aborted) await this.count();
  }

  private async count(): Promise<void> {
    this.parts.vitals.tells({ deadLetters: await this.letters.count() });
  }

  private async handle(letter: KeptLetter): Promise<void> {
    const { id, subject, traceparent } = letter;
    try {
      await inTrace(traceparent, `retry ${subject}`, 'consumer', () => this.again(letter));
      await this.letters.discard({ ids: [id] });
      this.parts.log.info(`a dead letter of ${subject} has been handled`, { messageId: letter.messageId });
    } catch (reason) {
      if (this.stopping.signal.aborted || isOutage(reason)) return;
      await this.bury({
        ...letter,
        ...{ reason: reasonText(reason), attempts: letter.attempts + 1, actor: letter.actor ?? 'unknown' },
        aggregate: letter.aggregate ?? null,
      });
    }
  }

  private async again(letter: KeptLetter): Promise<void> {
    if (letter.subject.startsWith('job.')) return this.jobAgain(letter.messageId);
    const meta: Meta = {
      ...{ id: letter.messageId, subject: letter.subject, consumer: letter.consumer },
      ...{ aggregate: letter.aggregate ?? null, actor: letter.actor ?? 'unknown', traceparent: letter.traceparent },
      ...{
        origin: 'letter',
        cause: null,
        idempotencyKey: null,
        attempt: 1,
        deadline: null,
        signal: this.stopping.signal,
      },
    };
    await this.parts.intake.handle(letter.payload, meta);
  }

  /** A job that is gone, or waits again already, needs no letter. */
  private async jobAgain(id: string): Promise<void> {
    await this.parts.retryJob?.(id).catch((reason: unknown) => {
      if (!(reason instanceof Refusal && (reason.code === 'not_over' || reason.code === 'not_found'))) throw reason;
    });
  }
}
