import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { burstPacket, isAck, sendPacket } from '../night/burst.js';
import { eventually, type Observatory } from '../night/observatory.js';
import type { Chance } from './chance.js';
import type { Ledger } from './ledger.js';
import type { Deed } from './untold.js';

/** Real time between two sendings of one author, ms. */
const ALERT_EVERY_MS = [100, 500] as const;
const TARGET_EVERY_MS = [300, 1200] as const;
const READ_EVERY_MS = 500;
/** One alert in so many asks for the telescope; the others are tests, which are stored and judged all the same. */
const OBSERVATION_IN = 15;
const RETRY_MS = 300;
const ANSWER_WITHIN_MS = 8000;
/** After the fault everything that was not answered is tried again for so long. */
const LAST_TRIES_MS = 90_000;

/**
 * What the outside does to an observatory all the while: authors send alerts and repeat those that were not
 * acknowledged, with the same identifier; a script adds targets; a page reads. Everything sent and answered stands in the ledger.
 */
export class Load {
  private readonly ending = new AbortController();
  private readonly giveUp = new AbortController();
  private loops: Promise<void>[] = [];
  private sent = 0;
  private clock = { nowMs: 0, rate: 1, readAt: 0 };
  /** Each try, and whether it got something done. */
  readonly deeds: Deed[] = [];
  accepted = 0;
  reads = 0;

  constructor(
    private readonly observatory: Observatory,
    private readonly ledger: Ledger,
    private readonly chance: Chance,
    /** Tells this load's alerts and targets from every other's. */
    private readonly mark: string,
  ) {}

  async start(): Promise<void> {
    const status = await eventually('the observatory tells its clock', 20_000, () =>
      this.observatory.get<{ clock: { now: string; rate: number } }>('/api/status'),
    );
    this.clock = { nowMs: Date.parse(status.clock.now), rate: status.clock.rate, readAt: performance.now() };
    this.loops = [
      this.every(ALERT_EVERY_MS, (chance) => this.alert(chance)),
      this.every(ALERT_EVERY_MS, (chance) => this.alert(chance)),
      this.every(TARGET_EVERY_MS, (chance) => this.target(chance)),
      this.every([READ_EVERY_MS, READ_EVERY_MS], () => this.read()),
    ];
  }

  /** Sends nothing new; what was not answered is tried until it is. */
  async stop(): Promise<void> {
    this.ending.abort();
    const timer = setTimeout(() => this.giveUp.abort(), LAST_TRIES_MS);
    await Promise.all(this.loops);
    clearTimeout(timer);
  }

  /** Ends at once, whatever is still unanswered. */
  abandon(): void {
    this.ending.abort();
    this.giveUp.abort();
  }

  private async every([least, most]: readonly [number, number], act: (chance: Chance) => Promise<void>): Promise<void> {
    const chance = this.chance.fork();
    while (!this.ending.signal.aborted) {
      await act(chance);
      await pause(chance.between(least, most), undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private async alert(chance: Chance): Promise<void> {
    const trigger = `${this.mark}${String(++this.sent).padStart(6, '0')}`;
    const role = chance.next() * OBSERVATION_IN < 1 ? 'observation' : 'test';
    const place = { raDeg: chance.between(130, 215), decDeg: chance.between(15, 60) };
    const packet = burstPacket({ trigger, role, ...place, eventTime: new Date(this.now() - 60_000) });
    this.ledger.write({ step: 'sent', what: 'alert', key: trigger, role });
    await this.insist('alert', trigger, async () => {
      const answer = await within(ANSWER_WITHIN_MS, sendPacket(this.observatory.vtpAuthorPort, packet));
      if (answer === undefined) return undefined;
      const says = answer.kind === 'transport' ? (answer.message.result ?? '') : answer.kind;
      return { acked: isAck(answer), says };
    });
  }

  private async target(chance: Chance): Promise<void> {
    const name = `T${this.mark}-${++this.sent}`;
    const body = { name, aliases: [], raDeg: chance.between(0, 360), decDeg: chance.between(-60, 80) };
    const key = randomUUID();
    let attempts = 0;
    this.ledger.write({ step: 'sent', what: 'target', key: name });
    await this.insist('target', name, async () => {
      const again = attempts++ > 0;
      const response = await fetch(`${this.observatory.url}/api/targets`, {
        method: 'POST',
        headers: { ...this.observatory.headers, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const says = await response.text();
      // The name is ours alone: an earlier attempt whose answer was lost has made it.
      if (again && /name_taken/.test(says)) return { acked: true, says: 'name_taken' };
      if (response.status === 201) return { acked: true, says: String(response.status) };
      // "Still runs", "nobody answers", "came too late, send it anew": try again. Anything else is a word to keep. Too late
      // comes what leaves one service before its clock is set on and reaches another after that.
      return response.status >= 500 || /still runs|"out_of_date"/.test(says) ? undefined : { acked: false, says };
    });
  }

  private async read(): Promise<void> {
    for (const path of ['/api/targets?limit=5', '/api/notices?limit=5', '/api/agents', '/api/plan'])
      await within(ANSWER_WITHIN_MS, this.observatory.get(path)).then(
        () => (this.reads += 1),
        () => undefined, // a read promises nothing while the fault is on
      );
  }

  /** Tries until there is an answer, and writes it down. */
  private async insist(
    what: 'alert' | 'target',
    key: string,
    attempt: () => Promise<{ acked: boolean; says: string } | undefined>,
  ): Promise<void> {
    while (!this.giveUp.signal.aborted) {
      const from = performance.now();
      const answer = await attempt().catch(() => undefined);
      this.deeds.push({ kind: what, from, done: answer !== undefined });
      if (answer) {
        this.ledger.write({ step: answer.acked ? 'acked' : 'refused', what, key, says: answer.says });
        if (answer.acked) this.accepted += 1;
        return;
      }
      await pause(RETRY_MS);
    }
  }

  private now(): number {
    return this.clock.nowMs + (performance.now() - this.clock.readAt) * this.clock.rate;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const timeOut = pause(ms, undefined, { signal: late.signal }).then(() => Promise.reject(new Error('no answer')));
  try {
    return await Promise.race([work, timeOut]);
  } finally {
    late.abort();
    timeOut.catch(() => undefined);
    work.catch(() => undefined);
  }
}
