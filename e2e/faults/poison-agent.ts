import { job, queue, TargetAdded } from '@nightjar/contracts';
import { migration } from '@nightjar/persistence';
import { defineAgent, on } from '@nightjar/service-kit';
import { z } from 'zod';

/** Several stand side by side: each has a queue, a consumer and a schema of its own, and takes what names it. */
const service = process.env['POISON_NAME'] ?? 'poison';
const schema = service.replaceAll('-', '_');

const PoisonQueue = queue(service, {
  service,
  says: 'Work that may be the end of who does it.',
  timeLimitS: 4,
  attempts: 2,
  backOffS: [0.2],
});
const Dose = job(PoisonQueue, 'dose', {
  says: 'Swallow it.',
  carries: z.object({ name: z.string() }),
  example: { name: 'harmless' },
});

/** Throws, kills its process, or hangs, as the name says; else does nothing. */
async function swallow(name: string): Promise<void> {
  if (name.includes('throws')) throw new RangeError(`${name} cannot be swallowed`);
  if (name.includes('kills')) process.kill(process.pid, 'SIGKILL');
  if (name.includes('hangs')) await new Promise(() => undefined);
}

/** Notes every target that names it, once; some are the end of it. Those called `job` are left to its queue. */
export const poison = defineAgent({
  name: service,
  says: 'Dies of some targets.',
  database: {
    schema,
    entities: [],
    migrations: [migration('0001_create_note', `create table ${schema}.note (name text not null, how text not null)`)],
  },
  messages: [
    on(TargetAdded, async ({ name }, { database }, meta) => {
      if (!name.endsWith(` for ${service}`)) return;
      if (name.includes('job')) return void (await database.once(meta, (tx) => tx.enqueue(Dose, { name })));
      await swallow(name);
      await database.once(meta, (tx) => tx.rows(`insert into ${schema}.note values (?, 'event')`, [name]));
    }),
    on(Dose, async ({ name }, _reach, { job: dose }) => {
      await swallow(name);
      await dose.succeed((tx) => tx.rows(`insert into ${schema}.note values (?, 'job')`, [name]));
    }),
  ],
});
