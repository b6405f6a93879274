import { isOutage, pause, reasonText, type Meta } from '@nightjar/bus';
import type { Inbox } from '@nightjar/persistence';
import type { Log } from './log.js';

/** An answer of the inbox older than this is asked for anew: another process may have had the message meanwhile. */
const ANSWER_HOLDS_MS = 1000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 15_000;
/** Identifiers that share a statement with others: no column refuses one of these. Ours are all like this. */
const PLAIN = /^[\x20-\x7e]{1,200}$/;

interface Unwritten {
  readonly message: Meta;
  readonly done: () => void;
  readonly failed: (fault: unknown) => void;
}

/**
 * One consumer and its inbox, in few statements: the keys of all messages at hand are asked for at once, and keys that
 * bring no effect along are written together while the next message is handled. One message at a time is asked about.
 */
export class ConsumerKeys {
  private answer = { atMs: Number.NEGATIVE_INFINITY, asked: new Set<string>(), had: new Set<string>() };
  private unwritten: Unwritten[] = [];
  private writing = false;
  /** Handled and without their keys yet, by identifier, and the last of them about each thing. */
  private readonly open = new Set<string>();
  private readonly last = new Map<string, Promise<void>>();

  constructor(
    private readonly consumer: string,
    private readonly inbox: Inbox,
    private readonly log: Log,
  ) {}

  /** Whether the key of a message may be written a little after it was handled: not of one that came again. */
  mayWait({ id, attempt, origin }: Meta): boolean {
    return attempt === 1 && origin === undefined && PLAIN.test(id);
  }

  /** Resolves when every earlier message about the same thing has its key. */
  async inTurn(message: Meta): Promise<void> {
    await this.last.get(thingOf(message))?.catch(() => undefined);
  }

  /** @param behind the identifiers of messages that wait behind it: they are asked for along with it */
  async had(message: Meta, behind: () => readonly string[]): Promise<boolean> {
    const { id, attempt } = message;
    const { atMs, asked } = this.answer;
    const isKnown = attempt === 1 && asked.has(id) && performance.now() - atMs < ANSWER_HOLDS_MS;
    if (!isKnown) await this.ask(PLAIN.test(id) ? [id, ...behind().filter((one) => PLAIN.test(one))] : [id]);
    return this.answer.had.has(id);
  }

  /** A message was handled: what comes under the same identifier has been had. */
  handled({ id }: Meta): void {
    this.answer.had.add(id);
  }

  /** A message was not handled: it is asked about anew. */
  failed({ id }: Meta): void {
    this.answer.asked.delete(id);
    this.answer.had.delete(id);
  }

  /** Writes a key with those of its neighbours. @returns when it is true; fails only when the service stops without its database */
  write(message: Meta): Promise<void> {
    const thing = thingOf(message);
    const written = new Promise<void>((done, failed) => this.unwritten.push({ message, done, failed })).finally(() => {
      this.open.delete(message.id);
      if (this.last.get(thing) === written) this.last.delete(thing);
    });
    this.open.add(message.id);
    this.last.set(thing, written);
    if (!this.writing) void this.writeAll();
    return written;
  }

  private async ask(ids: readonly string[]): Promise<void> {
    const atMs = performance.now();
    const open = [...this.open];
    const had = await this.inbox.had(this.consumer, [...new Set(ids)]);
    this.answer = { atMs, asked: new Set(ids), had: new Set([...had, ...open]) };
  }

  /** While one statement is on its way the next one's keys gather. */
  private async writeAll(): Promise<void> {
    this.writing = true;
    for (let tries = 0; this.unwritten.length > 0;) {
      const some = this.unwritten;
      this.unwritten = [];
      try {
        await this.inbox.noteAll(
          this.consumer,
          some.map(({ message }) => message.id),
        );
        for (const { done } of some) done();
        tries = 0;
      } catch (fault) {
        tries += 1;
        await this.later(some, fault, tries);
      }
    }
    this.writing = false;
  }

  /** What was handled is not handled again because its key could not be written: that is tried until the service stops. */
  private async later(some: readonly Unwritten[], fault: unknown, tries: number): Promise<void> {
    const signal = some[0]?.message.signal ?? AbortSignal.abort();
    if (signal.aborted) return some.forEach(({ failed }) => failed(fault));
    const says = `${this.consumer}: ${some.length} inbox keys cannot be written yet`;
    this.log[isOutage(fault) ? 'debug' : 'warn'](says, { fault: reasonText(fault) });
    this.unwritten.unshift(...some);
    await pause(Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries - 1, 7), LONGEST_RETRY_MS), signal);
  }
}

const thingOf = ({ aggregate, subject }: Meta): string => aggregate ?? subject;
