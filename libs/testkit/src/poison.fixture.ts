import { Controller, Module } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { TargetAdded } from '@nightjar/contracts';
import { Database, migration } from '@nightjar/persistence';
import { CommonConfig, defineService, Handles, type Hears } from '@nightjar/service-kit';

/** Hears of targets, and does at some what no handler should do. */
@Controller()
class PoisonedController {
  constructor(private readonly database: Database) {}

  @Handles(TargetAdded)
  async note({ name }: Hears<typeof TargetAdded>, meta: Meta): Promise<void> {
    if (name === 'kills') process.kill(process.pid, 'SIGKILL');
    const repaired = await this.database.rows(`select 1 from poisoned.note where says = 'repaired'`);
    if (name === 'throws' && repaired.length === 0) throw new RangeError('no such frame');
    await this.database.once(meta, (tx) => tx.rows('insert into poisoned.note (says) values (?)', [name]));
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
