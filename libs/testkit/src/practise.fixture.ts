import { Controller, Module } from '@nestjs/common';
import { job, newId, queue, type Job } from '@nightjar/contracts';
import { Database, migration } from '@nightjar/persistence';
import { CommonConfig, defineService, Handles, Queues, type Hears, type JobMeta } from '@nightjar/service-kit';
import { z } from 'zod';

const does = z.enum(['write', 'succeed', 'fail', 'throw', 'exit', 'wait', 'hang', 'write late']);
const carries = z.object({ n: z.int(), does: does.default('succeed'), ms: z.number().default(0) });

export const TrialQueue = queue('trial', {
  service: 'practise',
  says: 'Practises one thing after the other.',
  backOffS: [0.2, 0.4],
});
export const Trial = job(TrialQueue, 'turn', { says: 'Practise.', carries, example: { n: 1 } });

export const BriefQueue = queue('brief', {
  service: 'practise',
  says: 'Practises what must be quick.',
  timeLimitS: 1,
  attempts: 2,
  backOffS: [0.1],
});
export const Brief = job(BriefQueue, 'turn', { says: 'Practise quickly.', carries, example: { n: 1 } });

export const WideQueue = queue('wide', {
  service: 'practise',
  says: 'Practises three things at a time, as they share nothing.',
  concurrency: 3,
});
export const Wide = job(WideQueue, 'turn', { says: 'Practise beside others.', carries, example: { n: 1 } });

/** Does what a job says, and writes down when, from inside: the ledger of the specs. */
@Controller()
class Practice {
  constructor(
    private readonly database: Database,
    queues: Queues,
  ) {
    for (const each of [TrialQueue, BriefQueue, WideQueue])
      queues.follow(each, async (tx, { id, state, because }: Job) => {
        await tx.rows('insert into practise.followed (job, state, because) values (?, ?, ?)', [id, state, because]);
      });
  }

  @Handles(Trial)
  async trial(turn: Hears<typeof Trial>, meta: JobMeta): Promise<void> {
    await this.take(turn, meta);
  }

  @Handles(Brief)
  async brief(turn: Hears<typeof Brief>, meta: JobMeta): Promise<void> {
    await this.take(turn, meta);
  }

  @Handles(Wide)
  async wide(turn: Hears<typeof Wide>, meta: JobMeta): Promise<void> {
    await this.take(turn, meta);
  }

  private async take(turn: Hears<typeof Trial>, meta: JobMeta): Promise<void> {
    const id = newId('trn');
    const { job } = meta;
    await this.database.rows(
      `insert into practise.turn (id, job, queue, n, attempt, fence, pid, began, trace)
       values (?, ?, ?, ?, ?, ?, ?, clock_timestamp(), ?)`,
      [id, job.id, meta.subject.split('.')[1], turn.n, job.attempt, job.fence, process.pid, meta.traceparent],
    );
    try {
      await this.act(turn, meta);
    } finally {
      await this.database.rows(`update practise.turn set ended = clock_timestamp(), aborted = ? where id = ?`, [
        meta.signal.aborted ? String(meta.signal.reason) : null,
        id,
      ]);
    }
  }

  private async act({ n, does: deed, ms }: Hears<typeof Trial>, { job, signal }: JobMeta): Promise<void> {
    const effect = (tx: Pick<Database, 'rows'>): Promise<object[]> =>
      tx.rows('insert into practise.effect (n, pid) values (?, ?)', [n, process.pid]);
    switch (deed) {
      case 'succeed':
        await pause(ms, signal);
        return void (await job.succeed(effect));
      case 'write':
        await pause(ms, signal);
        return void (await this.database.transaction(effect));
      case 'fail':
        return void (await job.fail('it cannot be done', effect));
      case 'throw':
        throw new Error('no');
      case 'exit':
        return process.exit(1);
      case 'wait':
        await pause(ms, signal);
        return signal.throwIfAborted();
      case 'hang':
        return new Promise(() => undefined);
      case 'write late':
        await pause(ms);
        await this.database.transaction(effect);
    }
  }
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });

@Module({ controllers: [Practice] })
class PractiseModule {}

/** A service with three queues. */
export const practise = defineService({
  name: 'practise',
  says: 'A service to practise on.',
  config: CommonConfig.extend({}),
  module: PractiseModule,
  database: {
    schema: 'practise',
    entities: [],
    migrations: [
      migration(
        '0001_create_ledger',
        `create table practise.turn (id text primary key, job text, queue text, n int, attempt int, fence int, pid int,
           began timestamptz, ended timestamptz, aborted text, trace text)`,
        `create table practise.effect (n int, pid int, at timestamptz default clock_timestamp())`,
        `create table practise.followed (seq serial, job text, state text, because text)`,
      ),
    ],
  },
});
