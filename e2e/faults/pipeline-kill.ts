import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { eventually, type Observatory } from '../night/observatory.js';
import { ROOT } from '../night/root.js';
import { readChains, withRecord } from './chain-holdings.js';
import { ChainLoad } from './chain-load.js';
import { compareChains, type ChainEntry } from './compare-chains.js';
import type { Fault, Trial } from './fault.js';
import { executioner } from './kill-service.js';
import { settledFindings } from './late.js';
import { Ledger } from './ledger.js';

const QUEUES = ['inspect', 'photometry', 'site'] as const;
const CHAINS_AT_ONCE = 20;
/** So many runners are away at once, at most. */
const AT_ONCE = 2;
/** So far into a process its runner dies, ms. */
const INTO_MS = [0, 1000] as const;
const RUNS_WITHIN_MS = 10_000;
/** What a dead runner had in hand is promised to be retaken, or to have failed with the reason, within so long. */
const RETAKEN_WITHIN_S = 40;
/** So long it is waited for, to say by how much the promise was broken. */
const GIVEN_UP_AFTER_S = 180;
/** What each of the trial's pipelines makes. */
const YIELDS = { 'checksum-audit': 1, 'dwell-inspect': 1, 'dwell-photometry': 1, 'dwell-site': 1 };
/** What is late is not lost: programs of the dead are ended by the next runner that looks, the catalogue may be behind. */
const LATE_MS = 60_000;

/** Twenty chains go on all the while; one runner after the other dies in the middle of a step. */
export const pipelineKill: Fault = {
  name: 'pipeline-kill',
  says: 'SIGKILL to the runners of pipelines in the middle of their steps, while chains go on and some are cancelled',
  doses: { short: 3, full: 100 },
  async run(trial) {
    const { observatory, chance, rounds } = trial;
    await provide(observatory);
    const mark = `c${chance.seed % 1000}${Date.now().toString(36).slice(-5)}`;
    const path = join(tmpdir(), `nightjar-chains-${mark}.jsonl`);
    using ledger = new Ledger<ChainEntry>(path);
    const load = new ChainLoad(observatory, ledger, chance.fork(), mark);
    load.start(Math.min(CHAINS_AT_ONCE, 2 * rounds));
    const waits = await kill(trial);
    await load.stop();
    const retaken = waits.map(({ seconds }) => seconds);
    const late = waits.filter(({ seconds }) => seconds > RETAKEN_WITHIN_S);
    trial.found({
      ...{ lost: [], doubled: [] },
      untidy: late.map(
        ({ job, runner, seconds }) => `${job} of ${runner} was in nobody’s hands for ${seconds.toFixed(1)} s`,
      ),
    });
    const givenUp = await discardLost(observatory);
    const { findings, record } = await audit(observatory.home, ledger);
    trial.found(findings);
    const { processes } = record;
    const inState = (state: string): number => processes.filter((process) => process.state === state).length;
    trial.figures({
      ...{ chains: load.made, cancelled: load.cancelled, processes: processes.length, givenUp },
      ...{ orphans: record.orphans.length, folders: record.folders.length },
      retakenP50S: share(retaken, 0.5),
      retakenP90S: share(retaken, 0.9),
      retakenMaxS: share(retaken, 1),
    });
    trial.checked(
      `${rounds} runners killed, ${waits.length} with a process in hand: each retaken or ended within ${share(retaken, 1)} s; ` +
        `${load.made} chains, ${inState('SUCCEEDED')} processes succeeded, ${inState('CANCELLED')} cancelled, ${inState('FAILED')} failed, ${inState('LOST')} lost with the reason`,
    );
    await rm(path, { force: true });
  },
};

/** The site's own pipelines: one program, on each queue. */
async function provide({ home }: Observatory): Promise<void> {
  const folder = join(home, 'pipelines');
  await mkdir(folder, { recursive: true });
  await copyFile(join(ROOT, 'e2e/faults/dwell.mjs'), join(folder, 'dwell.mjs'));
  for (const queue of QUEUES) {
    const manifest = {
      ...{ name: `dwell-${queue}`, title: `Dwell in ${queue}`, says: 'Works for a known time, with children.', queue },
      ...{ accepts: { target: 'optional', atLeast: 1 }, command: ['node', './dwell.mjs'], timeoutS: 120 },
      params: { seconds: { type: 'number', default: 1 }, extract: { type: 'boolean', default: false } },
    };
    await writeFile(join(folder, `dwell-${queue}.json`), JSON.stringify(manifest));
  }
}

/** How long what a dead runner had in hand was in nobody's. */
interface Wait {
  readonly runner: string;
  readonly job: string;
  readonly seconds: number;
}

/** @returns for each kill of a runner that had a process in hand how long that waited for another */
function kill(trial: Trial): Promise<Wait[]> {
  const { observatory, chance, rounds } = trial;
  return withRecord(observatory.home, async (client) => {
    const waits: Promise<Wait>[] = [];
    const victims = Array.from({ length: rounds }, () => `pipeline-${chance.of(QUEUES)}`);
    const moment = async (runner: string): Promise<void> => {
      const queue = runner.replace('pipeline-', '');
      await until(RUNS_WITHIN_MS, async () => (await inHand(client, queue)) !== undefined);
      await pause(chance.between(...INTO_MS));
      const held = await inHand(client, queue);
      if (held) waits.push(retaken(trial, client, runner, held));
    };
    const dying = new Set<string>();
    await Promise.all(Array.from({ length: AT_ONCE }, () => executioner(trial, victims, dying, moment)));
    return Promise.all(waits);
  });
}

/** A job in the hands of a runner; each lease of it has another fence. */
interface Held {
  readonly id: string;
  readonly fence: number;
}

async function inHand(client: pg.Client, queue: string): Promise<Held | undefined> {
  const { rows } = await client.query<Held>(
    'select id, fence from pipeline.job where queue = $1 and slot is not null and finished_at is null',
    [queue],
  );
  return rows[0];
}

/** Waits until a job is in the hands of another runner or is over. @throws when that takes too long */
async function retaken(trial: Trial, client: pg.Client, runner: string, { id, fence }: Held): Promise<Wait> {
  const at = performance.now();
  const taken = await until(GIVEN_UP_AFTER_S * 1000, async () => {
    const { rows } = await client.query<{ fence: number; over: boolean }>(
      'select fence, finished_at is not null as over from pipeline.job where id = $1',
      [id],
    );
    return rows[0] !== undefined && (rows[0].over || rows[0].fence > fence);
  });
  if (!taken) throw new Error(`the job ${id} was neither retaken nor ended within ${GIVEN_UP_AFTER_S} s`);
  const seconds = (performance.now() - at) / 1000;
  trial.news(`${id} of ${runner} in other hands after ${seconds.toFixed(1)} s`);
  return { runner, job: id, seconds };
}

async function until(withinMs: number, holds: () => Promise<boolean>): Promise<boolean> {
  for (const at = performance.now(); performance.now() - at < withinMs; await pause(50)) if (await holds()) return true;
  return false;
}

/** What was given up because its runner died too often is a dead letter; a person reads the reason and discards it. */
async function discardLost({ url, headers }: Observatory): Promise<number> {
  return eventually('the letters of lost jobs are discarded', 30_000, async () => {
    const answer = await fetch(`${url}/api/dead-letters?limit=200`, { headers });
    const { results } = (await answer.json()) as { results: { id: string; consumer: string; reason: string }[] };
    const lost = results.filter(
      ({ consumer, reason }) => consumer.startsWith('queue-') && /its runner died/.test(reason),
    );
    if (lost.length === 0) return 0;
    const discarded = await fetch(`${url}/api/dead-letters/discard`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ ids: lost.map(({ id }) => id), because: 'its runner was killed each time' }),
    });
    return discarded.ok ? lost.length : undefined;
  });
}

async function audit(home: string, ledger: Ledger<ChainEntry>) {
  return settledFindings(async () => {
    const record = await readChains(home);
    return { record, findings: compareChains(ledger.read(), record, YIELDS) };
  }, LATE_MS);
}

function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(100 * (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)) / 100;
}
