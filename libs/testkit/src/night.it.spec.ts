import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { inTrace, type Meta } from '@nightjar/bus';
import {
  ListTargets,
  NoticeJudged,
  job,
  PingAgent,
  queue,
  Refusal,
  Replan,
  SafetyChanged,
  type Gives,
} from '@nightjar/contracts';
import { Database, migration } from '@nightjar/persistence';
import { CommonConfig, defineService, Handles, type Asks, type Hears } from '@nightjar/service-kit';
import { z } from 'zod';
import { startNight, type Night } from './night.js';

const Exercise = job(queue('exercise', { service: 'practise', says: 'What practise practises.' }), 'exercise', {
  says: 'Practise something.',
  carries: z.object({ because: z.string() }),
  example: { because: 'it is wanted' },
});

/** What the little service below saw; the ledger of these specs. */
const seen: { planning: number; most: number; poison: number } = { planning: 0, most: 0, poison: 0 };

@Controller()
class PractiseController {
  constructor(private readonly database: Database) {}

  @Handles(Replan)
  async replan({ because }: Asks<typeof Replan>): Promise<Gives<typeof Replan>> {
    if (because === 'a refusal') throw new Refusal('not_now', 'it is day', { until: 20 });
    if (because === 'a fault') throw new Error('the secret inner words');
    const job = await this.database.transaction(async (tx) => {
      await tx.rows('insert into practise.note (says) values (?)', [because]);
      await tx.emit(SafetyChanged, { safe: true, because, at: new Date().toISOString() });
      return tx.enqueue(Exercise, { because });
    });
    return { outcome: 'queued', job };
  }

  @Handles(SafetyChanged)
  async note({ because }: Hears<typeof SafetyChanged>, meta: Meta): Promise<void> {
    await this.database.once(meta, (tx) => tx.rows('insert into practise.effect (says) values (?)', [because]));
  }

  @Handles(NoticeJudged)
  async poison(): Promise<void> {
    seen.poison += 1;
    throw new Error('this one always fails');
  }

  @Handles(Exercise)
  async exercise(): Promise<void> {
    seen.planning += 1;
    seen.most = Math.max(seen.most, seen.planning);
    await this.database.rows('select pg_sleep(0.02)');
    seen.planning -= 1;
  }
}

@Module({ controllers: [PractiseController] })
class PractiseModule {}

const practise = defineService({
  name: 'practise',
  says: 'A service to practise on.',
  config: CommonConfig.extend({}),
  module: PractiseModule,
  emits: [SafetyChanged],
  database: {
    schema: 'practise',
    entities: [],
    migrations: [
      migration(
        '0001_create_note',
        'create table practise.note (says text not null)',
        'create table practise.effect (says text not null)',
      ),
    ],
  },
});

describe('a service on the real bus and the real database', () => {
  let night: Night;
  beforeAll(async () => {
    night = await startNight({ services: [practise] });
  });
  afterAll(async () => {
    await night[Symbol.asyncDispose]();
  });

  it('answers a command, tells of it and runs the work it causes, all from one transaction', async () => {
    const answer = await night.ask(Replan, { because: 'first' });
    expect(answer.job).toMatch(/^job_/);
    await night.until(SafetyChanged, (event) => event.because === 'first');
    expect(await night.sql('select says from practise.note')).toEqual([{ says: 'first' }]);
  });

  it('raises a refusal again, typed, where the question was asked', async () => {
    const refused = night.ask(Replan, { because: 'a refusal' });
    await expect(refused).rejects.toBeInstanceOf(Refusal);
    await expect(refused).rejects.toMatchObject({ code: 'not_now', message: 'it is day', detail: { until: 20 } });
  });

  it('keeps the inner words of a fault to itself', async () => {
    const failed = night.ask(Replan, { because: 'a fault' });
    await expect(failed).rejects.toMatchObject({ code: 'fault', message: expect.not.stringContaining('secret') });
  });

  it('refuses a message that breaks its contract, naming what is wrong', async () => {
    await expect(night.ask(Replan, { because: '' })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('says so when nobody serves a contract', async () => {
    await expect(night.ask(ListTargets, {})).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('gives an event delivered twice one effect', async () => {
    const event = { safe: false, because: 'twice', at: new Date().toISOString() };
    await night.publish(SafetyChanged, event, { id: 'one' });
    await night.until(SafetyChanged, (told) => told.because === 'twice');
    // The stream knows the id for two minutes; the inbox must know it for ever.
    await night.publish(SafetyChanged, event, { id: 'one', streamId: 'another' });
    await night.ask(Replan, { because: 'after twice' });
    await night.until(SafetyChanged, (told) => told.because === 'after twice');
    await effectOf(night, 'after twice');
    const effects = await night.sql(`select says from practise.effect where says = 'twice'`);
    expect(effects).toHaveLength(1);
  });

  it('never runs two jobs of a queue at a time', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => night.ask(Replan, { because: `job ${i}` })));
    await night.until(SafetyChanged, (told) => told.because === 'job 11');
    await effectOf(night, 'job 11');
    expect(seen.most).toBe(1);
  });

  it('buries what keeps failing, with its reason, and goes on', async () => {
    const outcome = { decision: 'ignore' as const, because: 'x', request: null };
    await night.publish(NoticeJudged, { notice: 'ntc_0118c4a2-6d10-7000-8000-0000000000a1', outcome });
    const letter = async (): Promise<{ reason: string; attempts: number }[]> =>
      night.sql('select reason, attempts from practise.dead_letter');
    for (let i = 0; i < 200 && (await letter()).length === 0; i++) await new Promise((done) => setTimeout(done, 100));
    expect(await letter()).toEqual([{ reason: 'Error: this one always fails', attempts: 6 }]);
    expect(seen.poison).toBe(6);
  }, 240_000);

  it('counts what it handles, for whoever scrapes it', async () => {
    await night.ask(Replan, { because: 'counted' });
    const beat = await night.bus.ask(PingAgent, {}, { instance: 'practise' });
    const metrics = await (await fetch(`${beat.opsUrl}/metrics`)).text();
    expect(metrics).toMatch(/messaging_process_duration_count\{[^}]*cmd\.schedule\.plan\.replan[^}]*\} [1-9]/);
    expect((await fetch(`${beat.opsUrl}/readyz`)).status).toBe(200);
  });

  it('carries one trace from the question to the event', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await inTrace(`00-${traceId}-00f067aa0ba902b7-01`, 'the test', 'internal', () =>
      night.ask(Replan, { because: 'traced' }),
    );
    await night.until(SafetyChanged, (told) => told.because === 'traced');
    const told = night.recorder.events.find((event) => JSON.stringify(event.payload).includes('traced'));
    expect(told?.meta.traceparent).toContain(traceId);
  });
});

/** Waits for the consumer of the event, which works after the event is in the stream. */
async function effectOf(night: Night, says: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if ((await night.sql('select 1 from practise.effect where says = ?', [says])).length > 0) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`no effect of ${says}`);
}

describe('two instances of a service', () => {
  it('start at once on an empty database', async () => {
    await using night = await startNight();
    const services = await Promise.all([night.start(practise), night.start(practise), night.start(practise)]);
    expect(services.map((service) => service.vitals.ready)).toEqual([true, true, true]);
  });
});
