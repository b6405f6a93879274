import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Observatory } from '../night/observatory.js';
import { readHoldings } from './audit.js';
import { Chance } from './chance.js';
import { compare, type Findings, type Known } from './compare.js';
import { Unavailable, type Fault, type Report, type Setting } from './fault.js';
import { Ledger } from './ledger.js';
import { Load } from './load.js';
import { belongingTo } from './process-table.js';
import type { Holdings } from './holdings.js';
import { settledFindings } from './late.js';
import { TOLD_WITHIN_S } from './patience.js';
import { toRest } from './rest.js';
import { longestUntold } from './untold.js';
import { Watch } from './watch.js';

/** An evening over San Pedro Mártir, ten times as fast as it was. */
const NIGHT = '2008-03-19T06:00:00Z@10';
const SHOWN = 20;
/** A consumer that was held up may need so long for what has piled up. */
const LATE_MS = 60_000;

export interface Dose {
  readonly rounds: number;
  readonly seed: number;
}

/** An observatory for one fault or several, in a setting that some of them want. */
export class Stage implements AsyncDisposable, Known {
  /** Of every fault played here: an audit sees all that lies in the observatory. */
  readonly putAway = new Set<string>();
  readonly retired = new Set<string>();

  private constructor(
    readonly observatory: Observatory,
    private readonly books: string,
    private readonly settings: readonly Setting[],
    /** What this machine does not allow, by the fault's name. */
    readonly unavailable: ReadonlyMap<string, string>,
    private readonly news: (says: string) => void,
  ) {}

  /** An observatory in which all of these faults can happen, as far as the machine allows. */
  static async open(faults: readonly Fault[], news: (says: string) => void = () => undefined): Promise<Stage> {
    const books = await mkdtemp(join(tmpdir(), 'nightjar-ledger-'));
    const home = await mkdtemp(join(tmpdir(), 'nightjar-e2e-'));
    const settings: Setting[] = [];
    const unavailable = new Map<string, string>();
    for (const { name, setting } of faults) {
      try {
        if (setting) settings.push(await setting(home));
      } catch (fault) {
        if (!(fault instanceof Unavailable)) throw fault;
        unavailable.set(name, fault.message);
      }
    }
    const options = settings.map((setting) => setting.options);
    const environment = Object.assign({}, ...options.map((each) => each.environment)) as Record<string, string>;
    const whole = { clock: NIGHT, home, ...Object.assign({}, ...options), environment };
    try {
      return new Stage(await Observatory.start(whole), books, settings, unavailable, news);
    } catch (fault) {
      for (const setting of settings) await setting[Symbol.asyncDispose]();
      for (const folder of [books, home]) await rm(folder, { recursive: true, force: true });
      throw fault;
    }
  }

  /** Hurts the observatory under load, brings it to rest, and holds what it has against the ledger. */
  async play(fault: Fault, { rounds, seed }: Dose): Promise<{ report: Report; findings: Findings }> {
    const { observatory } = this;
    const chance = new Chance(seed);
    const mark = `${seed % 1000}${Date.now().toString(36).slice(-5)}`;
    using ledger = new Ledger(join(this.books, `${fault.name}-${mark}.jsonl`));
    await using watch = new Watch(observatory.url);
    const load = new Load(observatory, ledger, chance.fork(), mark);
    const noted = { recovered: [] as number[], told: [] as number[], checked: [] as string[] };
    const own = { findings: [] as Findings[], figures: {} as Record<string, number> };
    const employed: { schema: string; end: () => Promise<void> }[] = [];
    await using _retire = {
      [Symbol.asyncDispose]: async () => {
        for (const { schema, end } of employed) await end().then(() => this.retired.add(schema));
      },
    };
    const startedAt = performance.now();
    await load.start();
    const broken = await fault
      .run({
        ...{ observatory, chance, rounds, watch },
        recovered: (seconds) => noted.recovered.push(seconds),
        told: (seconds) => noted.told.push(seconds),
        employs: (schema, end) => employed.push({ schema, end }),
        putAway: (ids) => ids.forEach((id) => this.putAway.add(id)),
        checked: (says) => noted.checked.push(says),
        found: (findings) => own.findings.push(findings),
        figures: (numbers) => Object.assign(own.figures, numbers),
        news: (says) => this.news(`${round((performance.now() - startedAt) / 1000)} s: ${says}`),
      })
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    const seconds = (performance.now() - startedAt) / 1000;
    const { accepted } = load;
    if (broken) {
      load.abandon();
      throw broken;
    }
    await load.stop();
    const untold = longestUntold(load.deeds, watch.looks, performance.now());
    const answeredAt = performance.now();
    const restless = await toRest(observatory);
    const restS = round((performance.now() - answeredAt) / 1000);
    noted.checked.push(`at rest after ${restS} s`);
    const { record, findings: found } = await this.audit(ledger);
    noted.checked.push(sizes(record));
    const silent =
      untold && untold.seconds > TOLD_WITHIN_S
        ? [`readiness said nothing for ${round(untold.seconds)} s while every ${untold.kind} failed`]
        : [];
    const findings = together(...own.findings, {
      ...found,
      untidy: [...(restless ? [restless] : []), ...silent, ...found.untidy],
    });
    const report = {
      ...{ fault: fault.name, rounds, seed, lost: findings.lost.length, doubled: findings.doubled.length },
      ...{ seconds: round(seconds), accepted, untidy: findings.untidy.length },
      recoveredP50S: share(noted.recovered, 0.5),
      recoveredP99S: share(noted.recovered, 0.99),
      toldP99S: share(noted.told, 0.99),
      untoldLongestS: untold ? round(untold.seconds) : null,
      ...own.figures,
      checked: noted.checked,
    };
    return { report, findings };
  }

  private audit(ledger: Ledger): Promise<{ record: Holdings; findings: Findings }> {
    return settledFindings(async () => {
      const record = await readHoldings(this.observatory.home);
      return { record, findings: compare(ledger.read(), record, this) };
    }, LATE_MS);
  }

  /** Stops the observatory. @returns processes of it that still run */
  async close(): Promise<string[]> {
    await this.observatory.stop();
    const left = await belongingTo(this.observatory.home);
    return left.map(({ pid, says }) => `${pid} ${says}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.observatory.stop();
    for (const setting of this.settings) await setting[Symbol.asyncDispose]();
    await this.observatory[Symbol.asyncDispose]();
    await rm(this.books, { recursive: true, force: true });
  }
}

const together = (...findings: readonly Findings[]): Findings => ({
  lost: findings.flatMap(({ lost }) => lost),
  doubled: findings.flatMap(({ doubled }) => doubled),
  untidy: findings.flatMap(({ untidy }) => untidy),
});

/** What a person reads of the findings: the first of each kind. */
export function shown({ lost, doubled, untidy }: Findings): string {
  const some = (kind: string, says: readonly string[]): string[] =>
    says
      .slice(0, SHOWN)
      .map((each) => `${kind}: ${each}`)
      .concat(says.length > SHOWN ? `… ${says.length} ${kind}` : []);
  return [...some('lost', lost), ...some('doubled', doubled), ...some('untidy', untidy)].join('\n');
}

/** How much the findings are about. */
function sizes(record: Holdings): string {
  const { notices, requests, frames, processes, jobs, events, inbox } = record;
  const counted = { notices, requests, frames, processes, jobs, events, 'inbox keys': inbox };
  return Object.entries(counted)
    .map(([what, rows]) => `${rows.length} ${what}`)
    .join(', ');
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100;

function share(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? null : round(value);
}
