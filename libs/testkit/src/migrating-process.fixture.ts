import { Module } from '@nestjs/common';
import { migration } from '@nightjar/persistence';
import { CommonConfig, defineService, runService } from '@nightjar/service-kit';

@Module({})
class MigratingModule {}

/** A service whose migration lasts for as long as a spec holds the advisory lock 7. */
await runService(
  defineService({
    name: 'migrating',
    says: 'Migrates for long.',
    config: CommonConfig.extend({}),
    module: MigratingModule,
    database: {
      schema: 'migrating',
      entities: [],
      migrations: [
        migration('0001_create_note', 'create table migrating.note (says text)', 'select pg_advisory_xact_lock(7)'),
      ],
    },
  }),
);
