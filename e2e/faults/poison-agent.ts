import { job, queue, TargetAdded } from '@nightjar/contracts';
import { migration } from '@nightjar/persistence';
import { defineAgent, on } from '@nightjar/service-kit';
import { z } from 'zod';

const PoisonQueue = queue('poison', {
  service: 'poison',
  says: 'Work that may be the end of who does it.',
  timeLimitS: 2,
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

/** Notes every target it hears of, once; some are the end of it. Those called `job` are left to its queue. */
export const poison = defineAgent({
  name: 'poison',
  says: 'Dies of some targets.',
  database: {
    schema: 'poison',
    entities: [],
    migrations: [migration('0001_create_note', 'create table poison.note (name text not null, how text not null)')],
  },
  messages: [
    on(TargetAdded, async ({ name }, { database }, meta) => {
      if (name.includes('job')) return void (await database.once(meta, (tx) => tx.enqueue(Dose, { name })));
      await swallow(name);
      await database.once(meta, (tx) => tx.rows(`insert into poison.note values (?, 'event')`, [name]));
    }),
    on(Dose, async ({ name }, _reach, { job: dose }) => {
      await swallow(name);
      await dose.succeed((tx) => tx.rows(`insert into poison.note values (?, 'job')`, [name]));
    }),
  ],
});
