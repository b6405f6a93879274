import { describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { PauseAgent, ResumeAgent, TargetAdded } from '@nightjar/contracts';
import { Database, migration, SqlSession } from '@nightjar/persistence';
import { CommonConfig, defineService, Handles, type Hears } from '@nightjar/service-kit';
import { eventually } from './eventually.js';
import { startNight, type Night } from './night.js';

const consumer = 'drill-evt-catalog-target-added';
const instance = 'drill';

/** What the handlers of all instances in this process were called with. */
let called: string[] = [];
let gate = Promise.resolve();

/** Acts on what is called an effect, waits where it is told to, and lets everything else pass. */
@Controller()
class DrillController {
  constructor(private readonly database: Database) {}

  @Handles(TargetAdded)
  async hear({ name }: Hears<typeof TargetAdded>, meta: Meta): Promise<void> {
    called.push(name);
    if (name.startsWith('gate')) await gate;
    if (name.startsWith('throws')) throw new RangeError('no such frame');
    if (name.startsWith('effect'))
      await this.database.once(meta, (tx) => tx.rows('insert into drill.note (says) values (?)', [name]));
  }
}

@Module({ controllers: [DrillController] })
class DrillModule {}

const drill = defineService({
  name: 'drill',
  says: 'A service to drill with.',
  config: CommonConfig.extend({}),
  module: DrillModule,
  database: {
    schema: 'drill',
    entities: [],
    migrations: [
      migration('0001_create_note', 'create table drill.note (place bigint generated always as identity, says text)'),
    ],
  },
});

const start = async (): Promise<Night> => {
  called = [];
  gate = Promise.resolve();
  return startNight({ services: [drill] });
};

/** Closes the gate. @returns how to open it */
function shut(): () => void {
  let open = (): void => undefined;
  gate = new Promise((done) => (open = done));
  return open;
}

const tell = (night: Night, name: string, about = name, id = name, streamId = id): Promise<void> =>
  night.bus.publishStored({
    ...{ id, streamId, subject: TargetAdded.subject, aggregate: about, traceparent: null },
    body: JSON.stringify({ ...TargetAdded.example, name }),
  });
const unanswered = async (night: Night): Promise<number> =>
  (await night.bus.broker.consumer('EVENTS', consumer)).unanswered;
const isAnswered = async (night: Night): Promise<boolean> => {
  const { waiting, unanswered: open } = await night.bus.broker.consumer('EVENTS', consumer);
  return waiting + open === 0;
};
const keys = async (night: Night): Promise<string[]> =>
  (await night.sql<{ id: string }>('select event_id as id from drill.inbox order by event_id')).map(({ id }) => id);
const notes = async (night: Night): Promise<string[]> =>
  (await night.sql<{ says: string }>('select says from drill.note order by place')).map(({ says }) => says);

/** Events that are all at hand when the first of them is handled: they have gathered behind one that waits. */
async function gathered(night: Night, ...tells: readonly (() => Promise<void>)[]): Promise<void> {
  const open = shut();
  await tell(night, 'gate');
  await eventually(() => called.includes('gate'));
  for (const one of tells) await one();
  await eventually(async () => (await unanswered(night)) === tells.length + 1);
  open();
}

/** Nobody can write an inbox key while `work` runs. */
async function withoutKeys(night: Night, work: (session: SqlSession) => Promise<void>): Promise<void> {
  const [session, other] = [await SqlSession.open(night.databaseUrl), await SqlSession.open(night.databaseUrl)];
  try {
    await session.rows('begin');
    await session.rows('lock table drill.inbox in share mode');
    await work(other);
    await session.rows('commit');
  } finally {
    await session.close();
    await other.close();
  }
}

describe('events that are at hand together', () => {
  it('have their keys written in a few statements when nobody acts on them, and each has one', async () => {
    await using night = await start();
    const names = Array.from({ length: 60 }, (_, i) => `passes ${i}`);
    await gathered(night, ...names.map((name) => () => tell(night, name)));
    await eventually(() => isAnswered(night));
    expect(called).toEqual(['gate', ...names]);
    expect(await keys(night)).toEqual(['gate', ...names].sort());
    const [written] = await night.sql<{ n: number }>('select count(distinct xmin::text)::int as n from drill.inbox');
    expect(written?.n).toBeLessThan(20);
  });

  it('have one effect for one identifier, though both copies were asked about before the first was handled', async () => {
    await using night = await start();
    const copies = ['effect', 'passes'].flatMap((name) =>
      ['first', 'second'].map((copy) => () => tell(night, name, name, name, `${name} ${copy}`)),
    );
    await gathered(night, ...copies);
    await eventually(() => isAnswered(night));
    expect(called).toEqual(['gate', 'effect', 'passes']);
    expect(await notes(night)).toEqual(['effect']);
  });

  it('are done but for the one in the middle that throws, which alone is tried again and becomes a letter', async () => {
    await using night = await start();
    const events = [
      ['effect a1', 'a'],
      ['throws b1', 'b'],
      ['effect a2', 'a'],
      ['effect b2', 'b'],
      ['passes', 'c'],
    ] as const;
    await gathered(
      night,
      ...events.map(
        ([name, about]) =>
          () =>
            tell(night, name, about),
      ),
    );
    await eventually(() => isAnswered(night), 30_000);
    const tries = Array<string>(6).fill('throws b1');
    expect(called).toEqual(['gate', 'effect a1', ...tries, 'effect a2', 'effect b2', 'passes']);
    expect(await notes(night)).toEqual(['effect a1', 'effect a2', 'effect b2']);
    expect(await keys(night)).toEqual(['effect a1', 'effect a2', 'effect b2', 'gate', 'passes']);
    expect(await night.sql('select message_id, attempts from drill.dead_letter')).toEqual([
      { message_id: 'throws b1', attempts: 6 },
    ]);
  }, 240_000);

  it('wait behind the one in hand when the agent is paused, and are done once, in order, when it goes on', async () => {
    await using night = await start();
    const open = shut();
    for (const name of ['gate', 'effect 1', 'passes 2', 'effect 3']) await tell(night, name, 'one thing');
    await eventually(async () => called.includes('gate') && (await unanswered(night)) === 4);
    await night.ask(PauseAgent, { because: 'a fire drill' }, { instance });
    open();
    await eventually(async () => (await unanswered(night)) === 3);
    expect([called, await keys(night)]).toEqual([['gate'], ['gate']]);
    await night.ask(ResumeAgent, {}, { instance });
    await eventually(() => isAnswered(night));
    expect(called).toEqual(['gate', 'effect 1', 'passes 2', 'effect 3']);
    expect(await notes(night)).toEqual(['effect 1', 'effect 3']);
  });

  it('are shared by two processes of a service without a loss or a second effect, also while one of them stops', async () => {
    await using night = await start();
    const second = await night.start(drill);
    const names = Array.from({ length: 300 }, (_, i) => `effect ${i}`);
    for (const copy of ['first', 'second'])
      await Promise.all(names.map((name) => tell(night, name, name, name, `${name} ${copy}`)));
    await eventually(() => called.length >= 100);
    await second.stop();
    await eventually(() => isAnswered(night), 30_000);
    expect((await notes(night)).sort()).toEqual([...names].sort());
    expect(await keys(night)).toEqual([...names].sort());
    expect(await night.sql('select 1 from drill.dead_letter')).toEqual([]);
  }, 240_000);
});

describe('an event that nobody acts on', () => {
  it('is acknowledged when its key is written; others are handled meanwhile, but none about the same thing', async () => {
    await using night = await start();
    await withoutKeys(night, async () => {
      await tell(night, 'passes 1', 'one');
      await tell(night, 'passes 2', 'other');
      await tell(night, 'passes 3', 'one');
      await eventually(async () => called.length === 2 && (await unanswered(night)) === 3);
      expect([called, await keys(night)]).toEqual([['passes 1', 'passes 2'], []]);
    });
    await eventually(() => isAnswered(night));
    expect(called).toEqual(['passes 1', 'passes 2', 'passes 3']);
    expect(await keys(night)).toEqual(['passes 1', 'passes 2', 'passes 3']);
  });

  it('is not handled again when the database is lost while its key is written', async () => {
    await using night = await start();
    await withoutKeys(night, async (session) => {
      await tell(night, 'passes');
      const end = `select pg_terminate_backend(pid) from pg_stat_activity
        where query like '%drill.inbox%' and wait_event_type = 'Lock' and pid <> pg_backend_pid()`;
      await eventually(async () => (await session.rows(end)).length > 0);
      expect(await unanswered(night)).toBe(1);
    });
    await eventually(() => isAnswered(night));
    expect([called, await keys(night)]).toEqual([['passes'], ['passes']]);
  });

  it('has its key with an identifier that is like none of ours', async () => {
    await using night = await start();
    const ids = ['x'.repeat(300), '{"a",b\\}', "'; --", 'null'];
    for (const copy of ['first', 'second'])
      for (const [i, id] of ids.entries()) await tell(night, `passes ${i}`, id, id, `${copy} ${i}`);
    await eventually(() => isAnswered(night));
    expect(called).toEqual(['passes 0', 'passes 1', 'passes 2', 'passes 3']);
    expect(await keys(night)).toHaveLength(ids.length);
    expect(new Set(await keys(night))).toEqual(new Set(ids));
  });
});
