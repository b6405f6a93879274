import { describe, expect, it } from '@jest/globals';
import {
  DiscardDeadLetters,
  ListDeadLetters,
  PingAgent,
  ReplayEvents,
  RetryDeadLetters,
  TargetAdded,
  type DeadLetter,
} from '@nightjar/contracts';
import { Letters } from '@nightjar/persistence';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually } from './eventually.js';
import { startNight, type Night } from './night.js';
import { Chore, poisoned } from './poison.fixture.js';

const instance = 'poisoned';
const consumer = 'poisoned-evt-catalog-target-added';
const target = (name: string) => ({ ...TargetAdded.example, name });
const notes = async (night: Night): Promise<string[]> =>
  (await night.sql<{ says: string }>('select says from poisoned.note order by says')).map(({ says }) => says);
const letters = async (night: Night): Promise<DeadLetter[]> =>
  (await night.bus.ask(ListDeadLetters, {}, { instance })).results;
/** An event that fails for a reason which a person can mend; buried as after its last attempt. */
const withLetters = async (night: Night, ...ids: string[]): Promise<void> => {
  await night.start(poisoned);
  const { example } = TargetAdded;
  for (const id of ids) {
    await night.sql(
      `insert into poisoned.dead_letter (consumer, message_id, subject, payload, reason, attempts)
       values (?, ?, ?, ?::jsonb, 'RangeError: no such frame', 6)`,
      [consumer, id, TargetAdded.subject, JSON.stringify({ ...example, name: 'throws' })],
    );
  }
};
const repair = (night: Night): Promise<object[]> => night.sql(`insert into poisoned.note (says) values ('repaired')`);

describe('a message that throws always', () => {
  it('becomes a dead letter with its reason after its attempts, is counted in the heartbeat, and lets the next pass', async () => {
    await using night = await startNight({ services: [poisoned] });
    await night.publish(TargetAdded, target('throws'), { id: 'a' });
    await night.publish(TargetAdded, target('passes'));
    await eventually(async () => (await notes(night)).includes('passes'));
    expect(await letters(night)).toMatchObject([
      {
        service: 'poisoned',
        kind: 'event',
        consumer,
        messageId: 'a',
        reason: 'RangeError: no such frame',
        attempts: 6,
      },
    ]);
    await eventually(async () => (await night.bus.ask(PingAgent, {}, { instance })).deadLetters === 1);
  }, 240_000);
});

describe('a message with what PostgreSQL cannot hold', () => {
  const texts = { 'a\0': 'b\0c', half: '\ud800' };
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const long = 'l'.repeat(5000);

  it('in its payload or its identifier becomes a dead letter that shows it, and lets the next pass', async () => {
    await using night = await startNight({ services: [poisoned] });
    const send = (id: string, body: string): Promise<void> =>
      night.bus.publishStored({ id, subject: TargetAdded.subject, body, traceparent: null });
    await send('nul\0id', JSON.stringify(texts));
    await send('deep', deep);
    await send(long, '{}');
    await night.publish(TargetAdded, target('passes'), { id: 'next\0' });
    await eventually(async () => (await notes(night)).includes('passes'));
    const [third, second, first] = await letters(night);
    expect(first).toMatchObject({
      messageId: 'nul%00id',
      payload: { 'a\\u0000': 'b\\u0000c', half: '\\ud800' },
      attempts: 1,
    });
    expect(second).toMatchObject({ messageId: 'deep', payload: deep });
    expect(third?.messageId).toMatch(/^l{100}…sha256:[0-9a-f]{64}$/);
  });

  it('is tried again as it came, not as it is shown', async () => {
    await using night = await startNight();
    const { database } = await night.start(poisoned);
    if (!database) throw new Error('it keeps a record');
    const note = 'b\0c\ud800';
    await new Letters(database).bury({
      ...{ consumer, messageId: 'a', subject: TargetAdded.subject, attempts: 6, traceparent: null },
      payload: { ...target('throws'), extras: { note } },
      reason: 'RangeError: no such frame as b\0c',
    });
    expect(await letters(night)).toMatchObject([{ reason: 'RangeError: no such frame as b\\u0000c' }]);
    await repair(night);
    await night.bus.ask(RetryDeadLetters, {}, { instance });
    await eventually(async () => (await letters(night)).length === 0);
    expect(await notes(night)).toEqual([JSON.stringify(note), 'repaired']);
  });
});

describe('dead letters', () => {
  it('wanted tried again go with their effect, which happens once however often they are wanted', async () => {
    await using night = await startNight();
    await withLetters(night, 'a', 'b');
    await repair(night);
    const wanted = [1, 2, 3].map(() => night.bus.ask(RetryDeadLetters, {}, { instance }));
    expect((await Promise.all(wanted))[0]).toEqual({ count: expect.any(Number) });
    await eventually(async () => (await letters(night)).length === 0);
    expect(await notes(night)).toEqual(['repaired', 'throws', 'throws']);
    const keys = await night.sql('select event_id from poisoned.inbox order by event_id');
    expect(keys).toEqual([{ event_id: 'a' }, { event_id: 'b' }]);
  });

  it('that fail again stay, with one more attempt', async () => {
    await using night = await startNight();
    await withLetters(night, 'a');
    const [letter] = await letters(night);
    await night.bus.ask(RetryDeadLetters, { ids: [letter?.id ?? ''] }, { instance });
    await eventually(async () => (await letters(night))[0]?.attempts === 7);
    expect(await notes(night)).toEqual([]);
  });

  it('whose handling was cut off by a crash are taken up by the next who looks, not before', async () => {
    await using night = await startNight();
    await withLetters(night, 'a');
    const { database } = await night.start(poisoned);
    if (!database) throw new Error('it keeps a record');
    await repair(night);
    // As a process leaves it that took it for three seconds and died over it.
    await night.sql(`update poisoned.dead_letter set handed_at = clock_timestamp() + interval '3 s'`);
    expect(await new Letters(database).take(3)).toBeUndefined();
    await eventually(async () => (await letters(night)).length === 0);
    expect(await notes(night)).toEqual(['repaired', 'throws']);
  });

  it('of jobs let the job wait for its turn again', async () => {
    await using night = await startNight();
    const { database } = await night.start(poisoned);
    const id = await database?.transaction((tx) => tx.enqueue(Chore, { name: 'swept' }));
    await eventually(async () => (await letters(night)).length === 1);
    expect(await letters(night)).toMatchObject([{ kind: 'job', consumer: 'queue-chores', messageId: id }]);
    await repair(night);
    expect(await night.bus.ask(RetryDeadLetters, { consumer: 'queue-chores' }, { instance })).toEqual({ count: 1 });
    await eventually(async () => (await notes(night)).includes('swept'));
    expect(await letters(night)).toEqual([]);
  });

  it('are shown newest first, page by page', async () => {
    await using night = await startNight();
    await withLetters(night, 'a', 'b', 'c');
    const page = await night.bus.ask(ListDeadLetters, { limit: 2 }, { instance });
    expect([page.results.map(({ messageId }) => messageId), page.count.value]).toEqual([['c', 'b'], 3]);
    const rest = await night.bus.ask(ListDeadLetters, { limit: 2, cursor: page.next ?? '' }, { instance });
    expect([rest.results.map(({ messageId }) => messageId), rest.next]).toEqual([['a'], null]);
  });

  it('are thrown away when a person says why; one that is not here is refused', async () => {
    await using night = await startNight();
    await withLetters(night, 'a', 'b');
    const [newest] = await letters(night);
    const discard = { ids: [newest?.id ?? ''], because: 'a test packet' };
    expect(await night.bus.ask(DiscardDeadLetters, discard, { instance })).toEqual({ count: 1 });
    expect((await letters(night)).map(({ messageId }) => messageId)).toEqual(['a']);
    for (const ids of [discard.ids, ['catalog.1']])
      await expect(night.bus.ask(RetryDeadLetters, { ids }, { instance })).rejects.toMatchObject({ code: 'not_found' });
  });
});

/** Starts the poisoned service as a process and again whenever it dies, as a supervisor does, until `isDone`. @returns the starts */
async function supervised(night: Night, isDone: () => Promise<boolean>): Promise<number> {
  let starts = 0;
  const over = new AbortController();
  const running = (async () => {
    while (!over.signal.aborted) {
      starts += 1;
      const child = spawn(process.execPath, [resolve(import.meta.dirname, '../dist/poisoned-process.fixture.js')], {
        env: { ...process.env, NODE_OPTIONS: '', ...night.environment, NIGHTJAR_SUPERVISED: '1' },
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      over.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
      await once(child, 'exit');
    }
  })();
  try {
    await eventually(() => isDone().catch(() => false), 80_000);
  } finally {
    over.abort();
    await running;
  }
  return starts;
}

describe('a message that kills its process', () => {
  it('is set aside after three deaths, and what waited behind it is handled', async () => {
    await using night = await startNight();
    await night.publish(TargetAdded, target('kills'), { id: 'killer' });
    await night.publish(TargetAdded, target('behind'));
    let letter: DeadLetter | undefined;
    const starts = await supervised(night, async () => {
      if (!(await notes(night)).includes('behind')) return false;
      [letter] = await letters(night);
      return true;
    });
    expect(letter).toMatchObject({ messageId: 'killer', reason: '3 processes died while they handled it' });
    expect([starts, await notes(night)]).toEqual([4, ['behind']]);
  }, 240_000);

  it('after its effect and before it was acknowledged comes again and has no second effect, nor have its neighbours', async () => {
    await using night = await startNight();
    const names = ['before', 'kills when done', 'behind', 'last'];
    for (const name of names) await night.publish(TargetAdded, target(name), { id: name });
    const starts = await supervised(night, async () => (await notes(night)).includes('last'));
    expect([starts, await notes(night)]).toEqual([2, [...names].sort()]);
    const had = await night.sql<{ id: string }>('select event_id as id from poisoned.inbox order by event_id');
    expect(had.map(({ id }) => id)).toEqual([...names].sort());
    expect(await night.sql('select 1 from poisoned.dead_letter')).toEqual([]);
  }, 240_000);
});

describe('past events', () => {
  it('are handed to one consumer again: what it has had is left out, unless it is to have it again', async () => {
    await using night = await startNight({ services: [poisoned] });
    const { database } = await night.start(poisoned);
    const about = (id: string, name: string) => ({ ...target(name), id });
    const [one, other] = ['tgt_0118c4a2-6d10-7000-8000-000000000001', 'tgt_0118c4a2-6d10-7000-8000-000000000002'];
    // An outbox is an outbox: this one's events are told by the service that hears them.
    await database?.rows(
      `insert into poisoned.outbox (id, subject, aggregate, payload, sent_at)
       select p ->> 'name', '${TargetAdded.subject}', p ->> 'id', p, clock_timestamp() from jsonb_array_elements(?::jsonb) p`,
      [JSON.stringify([about(one, 'first'), about(other, 'second'), about(one, 'third')])],
    );
    const replay = (more: object) => night.bus.ask(ReplayEvents, { consumer, ...more }, { instance });
    expect(await replay({ aggregate: one })).toEqual({ handled: 2, skipped: 0, failed: 0 });
    expect(await replay({})).toEqual({ handled: 1, skipped: 2, failed: 0 });
    expect(await replay({ to: '2008-03-19T06:20:00.000Z' })).toEqual({ handled: 0, skipped: 0, failed: 0 });
    expect(await replay({ aggregate: other, again: true })).toEqual({ handled: 1, skipped: 0, failed: 0 });
    expect(await notes(night)).toEqual(['first', 'second', 'second', 'third']);
    await expect(replay({ consumer: 'poisoned-evt-x' })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining(consumer),
    });
  });
});
