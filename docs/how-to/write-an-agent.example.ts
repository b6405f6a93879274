// An agent of one's own: it counts the frames of each filter and says how many there were.
import { ask, FrameStored } from '@nightjar/contracts';
import { migration } from '@nightjar/persistence';
import { defineAgent, on } from '@nightjar/service-kit';
import { z } from 'zod';

const Tally = z.object({ filter: z.string(), frames: z.int() });

export const ListTallies = ask('ask.tally.filter.list', {
  says: 'How many frames each filter has brought.',
  takes: z.object({ filter: z.string().optional() }),
  gives: z.object({ results: z.array(Tally) }),
  refuses: [],
  example: { takes: {}, gives: { results: [{ filter: 'V', frames: 4 }] } },
});

export const tally = defineAgent({
  name: 'tally',
  says: 'Counts the frames of each filter.',
  database: {
    schema: 'tally',
    entities: [],
    migrations: [
      migration('0001_create_tally', 'create table tally.tally (filter text primary key, frames int not null)'),
    ],
  },
  messages: [
    on(ListTallies, async ({ filter = '%' }, { database }) => ({
      results: await database.rows<z.output<typeof Tally>>(
        'select filter, frames from tally.tally where filter like ? order by filter',
        [filter],
      ),
    })),
    // Delivered again after any accident, the same frame is not counted twice.
    on(FrameStored, async ({ filter }, { database, log }, meta) => {
      await database.once(meta, (tx) =>
        tx.rows(
          `insert into tally.tally values (?, 1)
           on conflict (filter) do update set frames = tally.frames + 1`,
          [filter],
        ),
      );
      log.info(`one more frame in ${filter}`);
    }),
  ],
});
