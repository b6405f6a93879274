import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { eventually, type Observatory } from '../night/observatory.js';
import { ROOT } from '../night/root.js';
import { agentsOf } from './agents.js';
import { databaseUrl } from './audit.js';
import { Beside } from './beside.js';
import type { Fault, Trial } from './fault.js';

const KINDS = ['throws', 'kills', 'hangs'] as const;
/** Each poison may take its attempts with their rests, or three deaths with their restarts. */
const PER_POISON_MS = 40_000;
const SETTINGS = { NIGHTJAR_EVENT_TIME_LIMIT_S: '2' };

/** An agent of one's own, and messages for it that no handler survives, with harmless ones in between. */
export const poison: Fault = {
  name: 'poison',
  says: 'events and jobs that always throw, kill their process, or hang',
  doses: { short: 3, full: 300 },
  async run(trial) {
    const { observatory, chance } = trial;
    const ending = new AbortController();
    const kept = keepAgent(observatory, ending.signal);
    trial.employs('poison', () => {
      ending.abort();
      return kept;
    });
    await ready(observatory);
    const mark = `p${chance.seed % 1000}${Date.now().toString(36).slice(-5)}`;
    const bad: string[] = [];
    const good: string[] = [];
    for (let round = 0; round < trial.rounds; round++) {
      const kind = KINDS[round % KINDS.length] ?? 'throws';
      const where = round % 2 === 0 ? 'event' : 'job';
      bad.push(`${mark} ${where} ${kind} ${round}`);
      good.push(`${mark} ${where} harmless ${round}`);
    }
    for (const name of chance.shuffled([...bad, ...good])) await addTarget(observatory, name);
    await settled(trial, mark, good, bad);
    trial.putAway(await discard(observatory));
    trial.checked(`${bad.length} poisons put away, ${good.length} harmless ones beside them each done once`);
  },
};

/** Starts the agent again whenever it has died, as whoever runs it would. */
async function keepAgent(observatory: Observatory, ending: AbortSignal): Promise<void> {
  const file = join(ROOT, 'e2e', 'dist', 'faults', 'poison-agent.js');
  while (!ending.aborted) {
    await using agent = await Beside.agent(observatory, file, SETTINGS);
    await agent.ended(ending);
  }
}

const ready = (observatory: Observatory): Promise<true> =>
  eventually(
    'the poisoned agent is ready',
    90_000,
    async () =>
      (await agentsOf(observatory)).some(({ name, state }) => name === 'poison' && state === 'READY') || undefined,
  );

async function addTarget({ url, headers }: Observatory, name: string): Promise<void> {
  const key = randomUUID();
  await eventually(`target ${name} is accepted`, 60_000, async () => {
    const response = await fetch(`${url}/api/targets`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ name, aliases: [], raDeg: 10, decDeg: 10 }),
    });
    const says = await response.text();
    if (response.status === 201 || /name_taken/.test(says)) return true;
    throw new Error(says);
  });
}

/** Every harmless message has had its effect once, every poisonous one is a letter or a job that failed, none an effect. */
async function settled(trial: Trial, mark: string, good: readonly string[], bad: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: await databaseUrl(trial.observatory.home) });
  await client.connect();
  const names = async (sql: string): Promise<string[]> =>
    (await client.query<{ name: string }>(sql, [`${mark}%`])).rows.map(({ name }) => name).sort();
  try {
    const wanted = [...bad].sort().join();
    await eventually('every poison is put away', PER_POISON_MS * Math.max(3, bad.length), async () => {
      const letters = await names(
        `select coalesce(payload->>'name', '') as name from poison.dead_letter where payload->>'name' like $1`,
      );
      const failed = await names(
        `select payload->>'name' as name from poison.job where state in ('FAILED', 'LOST') and payload->>'name' like $1`,
      );
      const away = [...new Set([...letters, ...failed])].sort();
      trial.news(`${away.length} of ${bad.length} put away`);
      if (away.join() === wanted) return true;
      throw new Error(`not yet: ${bad.filter((name) => !away.includes(name)).join(', ')}`);
    });
    const effects = 'select name from poison.note where name like $1';
    await eventually(
      'every harmless message has its effect',
      60_000,
      async () => (await names(effects)).length >= good.length || undefined,
    );
    if ((await names(effects)).join() !== [...good].sort().join())
      throw new Error(
        `effects are not those of the harmless messages, once each: ${(await names(effects)).join(', ')}`,
      );
  } finally {
    await client.end();
  }
}

/** What a person does with letters that cannot be mended. @returns the messages they are of */
async function discard({ url, headers }: Observatory): Promise<string[]> {
  const away: string[] = [];
  await eventually('no dead letter is left', 60_000, async () => {
    const { results } = (await (await fetch(`${url}/api/dead-letters?limit=200`, { headers })).json()) as {
      results: { id: string; messageId: string }[];
    };
    if (results.length === 0) return true;
    away.push(...results.map(({ messageId }) => messageId));
    await fetch(`${url}/api/dead-letters/discard`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ ids: results.map(({ id }) => id), because: 'the trial is over' }),
    });
    return undefined;
  });
  return away;
}
