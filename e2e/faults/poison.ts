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
/** As many poisons as there are ways to be one: kinds, each as event and as job. */
const SET = 2 * KINDS.length;
/**
 * Agents side by side, for events and for jobs: most of the time they wait for the broker or start again. None has both:
 * a job whose runner is killed in each of its attempts, if by something else, ends as a failed one, and rightly.
 */
const MOST = { event: 4, job: 2 };
/** Each poison may take its attempts with their rests, or three deaths with their restarts. */
const PER_POISON_MS = 40_000;
/** What hangs holds its agent up so long, twice; on a busy machine a harmless one may take seconds, and must have them. */
const LIMIT_S = 4;
/** Targets are added by so many at once. */
const HANDS = 4;

/** Agents of one's own, and messages for them that no handler survives, with harmless ones in between. A round is one poison. */
export const poison: Fault = {
  name: 'poison',
  says: 'events and jobs that always throw, kill their process, or hang',
  doses: { short: 3, full: 300 },
  async run(trial) {
    const { observatory, chance, rounds } = trial;
    const agents = { event: namesOf('event', rounds), job: namesOf('job', rounds) };
    const all = [...agents.event, ...agents.job];
    for (const name of all) await employ(trial, name);
    await ready(observatory, all);
    const mark = `p${chance.seed % 1000}${Date.now().toString(36).slice(-5)}`;
    const bad: string[] = [];
    const good: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const kind = KINDS[round % KINDS.length] ?? 'throws';
      const where = round % 2 === 0 ? 'event' : 'job';
      const set = Math.floor(round / SET);
      const whose = `${round} for ${agents[where][set % agents[where].length]}`;
      bad.push(`${mark} ${where} ${kind} ${whose}`);
      good.push(`${mark} ${where} harmless ${whose}`);
    }
    const names = chance.shuffled([...bad, ...good]);
    const some = Array.from({ length: HANDS }, (_, hand) => names.filter((_name, i) => i % HANDS === hand));
    await Promise.all(
      some.map(async (mine) => {
        for (const name of mine) await addTarget(observatory, name);
      }),
    );
    await settled(trial, all.map(schemaOf), mark, good, bad);
    trial.putAway(await discard(observatory));
    trial.checked(
      `${bad.length} poisons put away by ${all.length} agents, ${good.length} harmless ones beside them each done once`,
    );
  },
};

const namesOf = (where: 'event' | 'job', rounds: number): string[] =>
  Array.from({ length: Math.min(MOST[where], Math.ceil(rounds / SET)) }, (_, i) => `poison-${where}-${i + 1}`);

const schemaOf = (name: string): string => name.replaceAll('-', '_');

/** Gives an agent its identity, and starts it again whenever it has died, as whoever looks after it would. */
async function employ(trial: Trial, name: string): Promise<void> {
  const { observatory } = trial;
  const file = join(ROOT, 'e2e', 'dist', 'faults', 'poison-agent.js');
  const settings = { NIGHTJAR_EVENT_TIME_LIMIT_S: String(LIMIT_S), POISON_NAME: name };
  await Beside.admit(observatory, file, settings);
  const ending = new AbortController();
  const kept = (async () => {
    while (!ending.signal.aborted) {
      await using agent = await Beside.admitted(observatory, file, settings);
      await agent.ended(ending.signal);
    }
  })();
  trial.employs(schemaOf(name), () => {
    ending.abort();
    return kept;
  });
}

const ready = (observatory: Observatory, names: readonly string[]): Promise<true> =>
  eventually('the poisoned agents are ready', 90_000, async () => {
    const there = (await agentsOf(observatory)).filter(({ state }) => state === 'READY').map(({ name }) => name);
    return names.every((name) => there.includes(name)) || undefined;
  });

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

interface Named {
  readonly name: string;
  readonly why: string | null;
}

/** Every harmless message has had its effect once, every poisonous one is a letter or a job that failed, none an effect. */
async function settled(
  trial: Trial,
  schemas: readonly string[],
  mark: string,
  good: readonly string[],
  bad: readonly string[],
): Promise<void> {
  const client = new pg.Client({ connectionString: await databaseUrl(trial.observatory.home) });
  await client.connect();
  const named = async (select: (schema: string) => string): Promise<Named[]> => {
    const sql = `select * from (${schemas.map(select).join(' union all ')}) named where name like $1 order by name`;
    return (await client.query<Named>(sql, [`${mark}%`])).rows;
  };
  try {
    let away = new Map<string, string | null>();
    await eventually('every poison is put away', PER_POISON_MS * Math.max(3, bad.length / MOST.event), async () => {
      const letters = await named(
        (schema) => `select payload->>'name' as name, reason as why from ${schema}.dead_letter`,
      );
      const failed = await named(
        (schema) =>
          `select payload->>'name' as name, because as why from ${schema}.job where state in ('FAILED', 'LOST')`,
      );
      const before = away.size;
      away = new Map([...letters, ...failed].map(({ name, why }) => [name, why]));
      if (away.size !== before) trial.news(`${away.size} of ${bad.length} put away`);
      const waits = bad.filter((name) => !away.has(name));
      if (waits.length > 0) throw new Error(`not yet: ${waits.join(', ')}`);
      return true;
    });
    const wronged = good.filter((name) => away.has(name)).map((name) => `${name} (${away.get(name)})`);
    if (wronged.length > 0) throw new Error(`harmless ones were put away: ${wronged.join(', ')}`);
    const effects = (schema: string): string => `select name, how as why from ${schema}.note`;
    await eventually(
      'every harmless message has its effect',
      60_000,
      async () => (await named(effects)).length >= good.length || undefined,
    );
    const done = (await named(effects)).map(({ name }) => name).sort();
    if (done.join() !== [...good].sort().join())
      throw new Error(`effects are not those of the harmless messages, once each: ${done.join(', ')}`);
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
