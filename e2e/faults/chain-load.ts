import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Observatory } from '../night/observatory.js';
import type { Chance } from './chance.js';
import type { ChainEntry } from './compare-chains.js';
import { frameBytes } from './frame-bytes.js';
import type { Ledger } from './ledger.js';

/** One chain in so many is cancelled while it goes on. */
const CANCELLED_IN = 6;
const CANCELLED_WITHIN_MS = 4000;
const LOOK_MS = 300;
/** Before the frames of the night, which would else be ahead of it on a slow machine for as long as they come. */
const PRIORITY = 20;
const RETRY_MS = 300;
const ANSWER_WITHIN_MS = 8000;
const OVER: readonly string[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST'];

/** How long a program of the trial works, s. */
const WORK_S = [0.2, 0.9] as const;

/**
 * Keeps so many chains going as are wanted, each on a file of its own, and cancels some. What was asked and answered
 * stands in the ledger.
 */
export class ChainLoad {
  private readonly ending = new AbortController();
  private loops: Promise<void>[] = [];
  private asked = 0;
  cancelled = 0;

  constructor(
    private readonly observatory: Observatory,
    private readonly ledger: Ledger<ChainEntry>,
    private readonly chance: Chance,
    private readonly mark: string,
  ) {}

  get made(): number {
    return this.asked;
  }

  start(atOnce: number): void {
    this.loops = Array.from({ length: atOnce }, () => this.again(this.chance.fork()));
  }

  /** Starts nothing new; what goes on goes to its end. */
  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.loops);
  }

  private async again(chance: Chance): Promise<void> {
    do await this.chain(chance);
    while (!this.ending.signal.aborted);
  }

  private async chain(chance: Chance): Promise<void> {
    const name = `${this.mark}-${++this.asked}.fits`;
    const input = (await this.insist(name, () => this.upload(name))).id;
    const steps = stepsOf(chance);
    this.ledger.write({ step: 'sent', input, steps: steps.length });
    const { id } = await this.insist(`${name} chain`, (key) =>
      this.post('/api/chains', { steps, inputs: [input], priority: PRIORITY }, key),
    );
    this.ledger.write({ step: 'acked', input, chain: id });
    const ends = this.untilOver(id);
    if (chance.next() * CANCELLED_IN < 1) await Promise.race([ends, this.cancel(id, chance)]);
    await ends;
  }

  private async cancel(chain: string, chance: Chance): Promise<void> {
    await pause(chance.between(0, CANCELLED_WITHIN_MS));
    const path = `/api/chains/${chain}/cancel`;
    const { says } = await this.insist(`${chain} cancel`, (key) => this.post(path, { because: 'a trial' }, key));
    this.ledger.write({ step: 'cancelled', chain, says });
    if (says !== 'already_over') this.cancelled += 1;
  }

  private async untilOver(chain: string): Promise<void> {
    for (;;) {
      const now = await this.observatory.get<{ state: string }>(`/api/chains/${chain}`).catch(() => undefined);
      if (now && OVER.includes(now.state)) return;
      await pause(LOOK_MS);
    }
  }

  private async upload(name: string): Promise<Response> {
    const form = new FormData();
    form.set('file', new Blob([frameBytes(this.asked)]), name);
    // not a frame: no rule of the site is to start a chain of its own on it
    form.set('type', 'other');
    const { url, headers } = this.observatory;
    return fetch(`${url}/api/data-products`, { method: 'POST', headers, body: form, signal: soon() });
  }

  private async post(path: string, body: object, key: string): Promise<Response> {
    const { url, headers } = this.observatory;
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: soon(),
    });
  }

  /** Tries, with the same key, until there is an answer. @throws when it is no */
  private async insist(
    what: string,
    attempt: (key: string) => Promise<Response>,
  ): Promise<{ id: string; says: string }> {
    const key = randomUUID();
    for (;;) {
      const answer = await attempt(key).catch(() => undefined);
      const text = await answer?.text().catch(() => undefined);
      if (answer && text !== undefined) {
        if (answer.ok) return { id: (JSON.parse(text) as { id: string }).id, says: String(answer.status) };
        if (/already_over/.test(text)) return { id: '', says: 'already_over' };
        if (answer.status < 500 && !/still runs/.test(text)) throw new Error(`${what}: ${answer.status} ${text}`);
      }
      await pause(RETRY_MS);
    }
  }
}

const soon = (): AbortSignal => AbortSignal.timeout(ANSWER_WITHIN_MS);

/** One after the other, beside one another, or alone; on every queue, with a tool of the field in some. */
function stepsOf(chance: Chance): object[] {
  const dwell = (queue: string, more: object = {}): object => ({
    pipeline: `dwell-${queue}`,
    params: { seconds: Math.round(100 * chance.between(...WORK_S)) / 100, extract: queue === 'photometry' },
    ...more,
  });
  return chance.of([
    () => [
      { pipeline: 'checksum-audit' },
      dwell('inspect'),
      dwell('photometry'),
      dwell('site', { inputs: [{ step: 2 }] }),
    ],
    () => [
      dwell('photometry'),
      dwell('site', { after: [] }),
      dwell('inspect', { after: [], inputs: [{ step: 0 }, { step: 1, tag: 'work' }] }),
    ],
    () => [dwell('site'), dwell('photometry')],
    () => [dwell('inspect'), dwell('site', { inputs: [{ step: 0 }, {}] })],
  ])();
}
