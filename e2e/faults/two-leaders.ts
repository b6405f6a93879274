import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { eventually, type Observatory } from '../night/observatory.js';
import { agentsOf } from './agents.js';
import { databaseUrl } from './audit.js';
import { Beside } from './beside.js';
import type { Fault, Trial } from './fault.js';
import { READY_WITHIN_S } from './patience.js';

/** Services of which one works at a time, and the schema that holds the lease. */
const CONTESTED = [
  { name: 'scheduler', schema: 'schedule' },
  { name: 'sequencer', schema: 'sequence' },
  { name: 'instruments', schema: 'instrument' },
] as const;
type Contested = (typeof CONTESTED)[number];

/** A lease runs out after five seconds without a sign of life. */
const PAST_THE_LEASE_MS = 8000;

interface Holder {
  readonly pid: number;
  readonly boot: string;
  readonly fence: number;
}

/** A second instance stands by; the leader is killed, or sleeps until it is replaced and then wakes up believing it still leads. */
export const twoLeaders: Fault = {
  name: 'two-leaders',
  says: 'a second instance of what there must be only one of, and the end or the sleep of the first',
  doses: { short: 2, full: 20 },
  async run(trial) {
    const { observatory, chance } = trial;
    await using leases = await Leases.open(observatory);
    for (let round = 0; round < trial.rounds; round++) {
      await contest(trial, leases, chance.of(CONTESTED), round % 2 === 0 ? 'SIGKILL' : 'SIGSTOP');
    }
    trial.checked('after each take-over a larger fence; a leader that woke up late ended itself');
  },
};

async function contest(trial: Trial, leases: Leases, contested: Contested, how: 'SIGKILL' | 'SIGSTOP'): Promise<void> {
  const { observatory, chance } = trial;
  const { name } = contested;
  await using second = await Beside.another(observatory, name);
  await standsBy(observatory, name);
  await pause(chance.between(0, 1500));
  const before = await leases.holder(contested);
  trial.news(`${how} to the ${name} that leads`);
  const at = performance.now();
  process.kill(before.pid, how);
  const after = await eventually(`another leads the ${name}`, READY_WITHIN_S * 1000, async () => {
    const holder = await leases.holder(contested);
    const leader = (await agentsOf(observatory)).find((agent) => agent.name === name);
    return holder.fence > before.fence && leader?.bootId === holder.boot && leader.state === 'READY'
      ? holder
      : undefined;
  });
  const seconds = (performance.now() - at) / 1000;
  trial.news(`another leads after ${seconds.toFixed(1)} s`);
  if (how === 'SIGKILL') trial.recovered(seconds);
  else {
    await pause(Math.max(0, PAST_THE_LEASE_MS - seconds * 1000));
    process.kill(before.pid, 'SIGCONT');
    await eventually(`the ${name} that was replaced ends`, 20_000, async () => !isAlive(before.pid) || undefined);
    const now = await leases.holder(contested);
    if (now.boot !== after.boot) throw new Error(`the ${name} that slept took the lead back: ${JSON.stringify(now)}`);
  }
  trial.news('the second one is stopped');
  await second[Symbol.asyncDispose]();
  trial.news('the supervised one shall lead');
  await eventually(`the supervised ${name} leads again`, READY_WITHIN_S * 1000, async () => {
    const { pid } = await leases.holder(contested);
    return (pid === (await observatory.pidOf(name)) && isAlive(pid)) || undefined;
  });
  await trial.watch.ready(performance.now(), READY_WITHIN_S);
}

const standsBy = (observatory: Observatory, name: string): Promise<true> =>
  eventually(`a second ${name} stands by`, 30_000, async () => {
    const agent = (await agentsOf(observatory)).find((each) => each.name === name);
    return (agent?.standbys ?? 0) > 0 || undefined;
  });

/** Who leads what, as PostgreSQL has it. */
class Leases implements AsyncDisposable {
  private constructor(private readonly client: pg.Client) {}

  static async open(observatory: Observatory): Promise<Leases> {
    const client = new pg.Client({ connectionString: await databaseUrl(observatory.home) });
    await client.connect();
    return new Leases(client);
  }

  async holder({ name, schema }: Contested): Promise<Holder> {
    const { rows } = await this.client.query<{ holder: string; fence: string }>(
      `select holder, fence from ${schema}.lease where name = $1`,
      [name],
    );
    const [, pid, , boot = ''] = (rows[0]?.holder ?? '').split('/');
    return { pid: Number(pid), boot, fence: Number(rows[0]?.fence) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
