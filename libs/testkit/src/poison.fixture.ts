import { Controller, Module } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { job, queue, TargetAdded } from '@nightjar/contracts';
import { Database, migration } from '@nightjar/persistence';
import { CommonConfig, defineService, Handles, type Hears } from '@nightjar/service-kit';
import { z } from 'zod';

const Chores = queue('chores', { service: 'poisoned', says: 'Does what it is told.', attempts: 1 });

export const Chore = job(Chores, 'chore', {
  says: 'Something is to be done.',
  carries: z.object({ name: z.string() }),
  example: { name: 'sweep' },
});

/** Hears of targets, and does at some what no handler should do. */
@Controller()
class PoisonedController {
  constructor(private readonly database: Database) {}

  @Handles(TargetAdded)
  async note({ name, extras: { note } }: Hears<typeof TargetAdded>, meta: Meta): Promise<void> {
    if (name === 'kills') process.kill(process.pid, 'SIGKILL');
    if (name === 'throws') await this.needRepair();
    const says = note === undefined ? name : JSON.stringify(note);
    await this.database.once(meta, (tx) => tx.rows('insert into poisoned.note (says) values (?)', [says]));
    if (name === 'kills when done') process.kill(process.pid, 'SIGKILL');
  }

  @Handles(Chore)
  async work({ name }: Hears<typeof Chore>): Promise<void> {
    await this.needRepair();
    await this.database.transaction((tx) => tx.rows('insert into poisoned.note (says) values (?)', [name]));
  }

  private async needRepair(): Promise<void> {
    const repaired = await this.database.rows(`select 1 from poisoned.note where says = 'repaired'`);
    if (repaired.length === 0) throw new RangeError('no such frame');
  }
}

@Module({ controllers: [PoisonedController] })
class PoisonedModule {}

export const poisoned = defineService({
  name: 'poisoned',
  says: 'Dies of some targets.',
  config: CommonConfig.extend({}),
  module: PoisonedModule,
  database: {
    schema: 'poisoned',
    entities: [],
    migrations: [migration('0001_create_note', 'create table poisoned.note (says text not null)')],
  },
});
