import { NotBegun, type Intake, type Meta } from '@nightjar/bus';
import { Refusal, type RequestContract } from '@nightjar/contracts';
import { ALIVE_MS, Answered, type Answer, type Database, type Keyed } from '@nightjar/persistence';
import { fingerprint } from './fingerprint.js';
import type { Log } from './log.js';

const LONGEST_KEY = 200;
const LOOK_MS = 50;
/** How long a command waits for an earlier one under its key when it says no deadline. */
const PATIENCE_MS = 30_000;
const WRITE_AGAIN_MS = 1000;

/** Keeps a service from doing a command twice under one key, and records what came too late. */
export class CommandIntake implements Intake {
  private readonly answered: Answered;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {
    this.answered = new Answered(database);
  }

  /** @throws Refusal `conflict`, `outcome_unknown`, `timed_out` or `unavailable`, of the key; else what `run` throws */
  async once(
    { subject }: RequestContract,
    payload: unknown,
    meta: Meta,
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    const keyed = { subject, key: lawful(meta.idempotencyKey ?? '') };
    const before = await this.before(keyed, fingerprint(payload), meta);
    if (before?.kind === 'refusal') throw new Refusal(before.code, before.says, before.detail);
    return before ? before.gives : this.carryOut(keyed, run);
  }

  late(meta: Meta): void {
    const { id, subject, actor, cause, deadline } = meta;
    this.log.warn(`${subject} of ${actor} came after its deadline and was not executed`, { messageId: id, deadline });
    this.database
      .rows(
        `insert into ${this.database.schema}.out_of_date (message_id, subject, actor, cause, deadline)
         values (?, ?, ?, ?, ?)`,
        [...[id, subject, actor, cause].map((text) => text?.replaceAll('\0', '') ?? null), deadline],
      )
      .catch((fault: unknown) =>
        this.log.error(`${id} came too late, which was not recorded`, { fault: String(fault) }),
      );
  }

  /** @returns what an earlier command under the key was answered, or undefined when the key is ours now */
  private async before(keyed: Keyed, print: string, meta: Meta): Promise<Answer | undefined> {
    const until = meta.deadline?.getTime() ?? Date.now() + PATIENCE_MS;
    for (;;) {
      const earlier = await this.answered.claim(keyed, print).catch(notNow);
      switch (earlier.kind) {
        case 'fresh':
          return undefined;
        case 'answered':
          return earlier.answer;
        case 'other':
          throw new Refusal('conflict', `another ${keyed.subject} came under the key ${keyed.key}; choose a new one`);
        case 'unknown':
          throw new Refusal(
            'outcome_unknown',
            `the first ${keyed.subject} under the key ${keyed.key} was begun by a process that died: look what came of it before you send it under a new key`,
          );
        case 'running':
          if (Date.now() + LOOK_MS >= until || meta.signal.aborted) {
            throw new Refusal('timed_out', `the first ${keyed.subject} under the key ${keyed.key} still runs`);
          }
          await new Promise((done) => setTimeout(done, LOOK_MS));
      }
    }
  }

  private async carryOut(keyed: Keyed, run: () => Promise<unknown>): Promise<unknown> {
    const alive = setInterval(() => void this.answered.renew(keyed).catch(() => undefined), ALIVE_MS);
    const ended = (write: () => Promise<void>): Promise<void> => this.write(keyed, write, () => clearInterval(alive));
    try {
      const gives = await run();
      await ended(() => this.answered.conclude(keyed, { kind: 'gives', gives }));
      return gives;
    } catch (reason) {
      if (reason instanceof NotBegun) await ended(() => this.answered.release(keyed));
      else await ended(() => this.answered.conclude(keyed, answerOf(reason)));
      throw reason;
    }
  }

  /** What was done is answered even when it cannot be written down now; then it is tried until it can. */
  private async write({ subject, key }: Keyed, write: () => Promise<void>, done: () => void): Promise<void> {
    await write().then(done, (fault: unknown) => {
      this.log.error(`the end of ${subject} under the key ${key} is not written yet`, { fault: String(fault) });
      const again = setInterval(() => {
        const settled = (): void => (clearInterval(again), done());
        void write().then(settled, () => undefined);
      }, WRITE_AGAIN_MS);
      again.unref();
    });
  }
}

function lawful(key: string): string {
  if (key.length <= LONGEST_KEY && !key.includes('\0')) return key;
  throw new Refusal('invalid', `an idempotency key has at most ${LONGEST_KEY} characters, and no NUL`);
}

/** Of a fault nobody knows how much was done before it; under the same key it stays a fault. */
const answerOf = (reason: unknown): Answer =>
  reason instanceof Refusal
    ? { kind: 'refusal', code: reason.code, says: reason.message, detail: reason.detail }
    : {
        kind: 'refusal',
        code: 'fault',
        says: 'something went wrong inside the service when this was sent first; its log says what',
        detail: {},
      };

function notNow(fault: unknown): never {
  throw new Refusal(
    'unavailable',
    'the record of what was done before cannot be read just now, so nothing was executed; send it again',
    { fault: String(fault) },
  );
}
