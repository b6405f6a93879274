import { describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { SafetyChanged, TargetAdded } from '@nightjar/contracts';
import { Database, migration } from '@nightjar/persistence';
import { CommonConfig, defineService, Handles, type Hears } from '@nightjar/service-kit';
import { eventually } from './eventually.js';
import { startNight, type Night } from './night.js';

/** Hears two kinds of events; one effect brings its inbox key along, the other leaves that to the kit. */
@Controller()
class PractiseController {
  constructor(private readonly database: Database) {}

  @Handles(TargetAdded)
  async note({ name }: Hears<typeof TargetAdded>, meta: Meta): Promise<void> {
    if (name === 'throws') throw new RangeError('no such frame');
    if (name === 'hangs') await new Promise((done) => meta.signal.addEventListener('abort', done, { once: true }));
    await this.database.transaction((tx) => tx.rows('insert into practise.note (says) values (?)', [name]));
  }

  @Handles(SafetyChanged)
  async safety({ because }: Hears<typeof SafetyChanged>, meta: Meta): Promise<void> {
    await this.database.once(meta, (tx) => tx.rows('insert into practise.note (says) values (?)', [because]));
  }
}

@Module({ controllers: [PractiseController] })
class PractiseModule {}

const practise = defineService({
  name: 'practise',
  says: 'A service to practise on.',
  config: CommonConfig.extend({}),
  module: PractiseModule,
  database: {
    schema: 'practise',
    entities: [],
    migrations: [migration('0001_create_note', 'create table practise.note (says text not null)')],
  },
});

const target = (name: string) => ({ ...TargetAdded.example, name });
const consumer = 'practise-evt-catalog-target-added';
const notes = async (night: Night): Promise<string[]> =>
  (await night.sql<{ says: string }>('select says from practise.note order by says')).map(({ says }) => says);

describe('an event that is delivered', () => {
  it('a second time, after any length of time, has no second effect, though its handler knows of no inbox', async () => {
    await using night = await startNight({ services: [practise] });
    for (const streamId of ['first', 'second', 'third'])
      await night.publish(TargetAdded, target('once'), { id: 'one', streamId });
    await night.publish(TargetAdded, target('last'));
    await eventually(async () => (await notes(night)).includes('last'));
    expect(await notes(night)).toEqual(['last', 'once']);
    const keys = await night.sql('select consumer from practise.inbox where event_id = ?', ['one']);
    expect(keys).toEqual([{ consumer }]);
  });

  it('has its key under the same consumer when its effect brings it along', async () => {
    await using night = await startNight({ services: [practise] });
    const unsafe = { safe: false, because: 'wind', at: '2008-03-19T06:20:00.000Z' };
    for (const streamId of ['first', 'second']) await night.publish(SafetyChanged, unsafe, { id: 'two', streamId });
    await night.publish(TargetAdded, target('last'));
    await eventually(async () => (await notes(night)).length === 2);
    expect(await notes(night)).toEqual(['last', 'wind']);
    expect(await night.sql('select consumer from practise.inbox where event_id = ?', ['two'])).toEqual([
      { consumer: 'practise-evt-instrument-safety-changed' },
    ]);
  });

  it('and hangs is stopped at its time limit, becomes a dead letter, and lets the next one pass', async () => {
    await using night = await startNight({
      services: [practise],
      environment: { NIGHTJAR_EVENT_TIME_LIMIT_S: '0.2' },
    });
    await night.publish(TargetAdded, target('hangs'), { id: 'three' });
    await night.publish(TargetAdded, target('passes'));
    await eventually(async () => (await notes(night)).includes('passes'));
    const letters = await night.sql('select message_id, consumer, reason from practise.dead_letter');
    expect(letters).toEqual([
      { message_id: 'three', consumer, reason: expect.stringMatching(/not handled within 0.2 s/) },
    ]);
  });

  it('has no limit of deliveries on the server, which would drop it without a word that is kept', async () => {
    await using night = await startNight({ services: [practise] });
    expect(await night.bus.broker.consumer('EVENTS', consumer)).toMatchObject({ max_deliver: -1, max_ack_pending: 64 });
  });
});
