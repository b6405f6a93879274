import { describe, expect, it } from '@jest/globals';
import type { LogLine, NightPlan, Observation, Process } from '@nightjar/contracts';
import fc from 'fast-check';
import { adopt, instantAt, readingOf } from './clock.js';
import { connectionOf } from './connection.js';
import { belongs, gapIn, mergeLines, newerObservation, newerPlan, newerProcess, upsert, type Page } from './merge.js';
import { partsOf } from './status.js';

describe('the played clock', () => {
  const reading = readingOf('2008-03-19T06:00:00Z', 60, 1000, 1200);

  it('runs at its rate from the middle of the round trip', () => {
    expect(new Date(instantAt(reading, 3100)).toISOString()).toBe('2008-03-19T06:02:00.000Z');
  });

  it('keeps running through jitter and follows a real correction', () => {
    const jittered = { ...reading, serverMs: reading.serverMs + 60_000 + 9_000, takenAtMs: 2100 };
    const jumped = { ...jittered, serverMs: reading.serverMs + 600_000 };
    expect(adopt(reading, jittered)).toBe(reading);
    expect(adopt(reading, jumped)).toBe(jumped);
    expect(adopt(reading, { ...jittered, rate: 1 }).rate).toBe(1);
  });
});

describe('the connection badge', () => {
  it('is live only while words arrive', () => {
    const facts = { open: true, heardAtMs: 10_000, brokenAtMs: 0 };
    expect(connectionOf(facts, 12_000).kind).toBe('live');
    expect(connectionOf(facts, 30_000)).toEqual({ kind: 'stale', ageS: 20 });
  });

  it('says reconnecting for a moment and then since when things are old', () => {
    const facts = { open: false, heardAtMs: 10_000, brokenAtMs: 11_000 };
    expect(connectionOf(facts, 14_000).kind).toBe('reconnecting');
    expect(connectionOf(facts, 40_000)).toEqual({ kind: 'stale', ageS: 30 });
  });
});

const page = (...ids: string[]): Page<{ id: string; n: number }> => ({
  results: ids.map((id) => ({ id, n: 0 })),
  next: null,
  count: { value: ids.length, exact: true },
});

describe('a noun heard on the stream', () => {
  it('replaces itself in place and counts only when it is new', () => {
    const replaced = upsert(page('a', 'b'), { id: 'b', n: 1 });
    expect(replaced.results.map(({ id, n }) => id + n)).toEqual(['a0', 'b1']);
    expect(replaced.count.value).toBe(2);
    const added = upsert(page('a'), { id: 'c', n: 1 });
    expect([added.results[0]?.id, added.count.value]).toEqual(['c', 2]);
  });

  it('is shown once however often it is heard', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd')), (ids) => {
        const end = ids.reduce((list, id) => upsert(list, { id, n: 1 }), page());
        return (
          new Set(end.results.map((r) => r.id)).size === end.results.length && end.count.value === end.results.length
        );
      }),
    );
  });

  it('belongs to the lists whose parameters it fulfils', () => {
    expect(belongs({ target: 'tgt_1', limit: '200' }, { id: 'x', target: 'tgt_1' })).toBe(true);
    expect(belongs({ target: 'tgt_2' }, { id: 'x', target: 'tgt_1' })).toBe(false);
    expect(belongs({ cursor: 'abc' }, { id: 'x' })).toBe(false);
  });

  it('never brings a finished process back, unless it is another attempt', () => {
    const process = (state: Process['state'], attempt: number, steps = 0): Process =>
      ({ state, attempt, steps: Array.from({ length: steps }) }) as Process;
    expect(newerProcess(process('SUCCEEDED', 1), process('RUNNING', 1))).toBe(false);
    expect(newerProcess(process('FAILED', 1), process('RUNNING', 2))).toBe(true);
    expect(newerProcess(process('RUNNING', 1, 3), process('RUNNING', 1, 2))).toBe(false);
    expect(newerProcess(process('RUNNING', 1, 3), process('SUCCEEDED', 1, 3))).toBe(true);
  });

  it('never takes a frame from an observation or a version from a plan', () => {
    const observation = (state: Observation['state'], frames: number) => ({ state, frames }) as Observation;
    expect(newerObservation(observation('RUNNING', 3), observation('RUNNING', 2))).toBe(false);
    expect(newerObservation(observation('RUNNING', 3), observation('FAILED', 3))).toBe(true);
    expect(newerPlan({ version: 4 } as NightPlan, { version: 3 } as NightPlan)).toBe(false);
  });
});

describe('a log in pieces', () => {
  const line = (offset: number): LogLine => ({
    offset,
    at: '2008-03-19T06:13:40.000Z',
    level: 'info',
    text: `${offset}`,
  });

  it('comes out whole, in order and without doubles, whatever order the pieces came in', () => {
    const lines = Array.from({ length: 30 }, (_, i) => line(i));
    const pieces = fc.array(fc.uniqueArray(fc.nat(29), { minLength: 1 }));
    fc.assert(
      fc.property(pieces, (groups) => {
        const heard = [...groups, lines.map((l) => l.offset)].map((offsets) => offsets.map(line));
        const merged = heard.reduce<readonly LogLine[]>((shown, piece) => mergeLines(shown, piece), []);
        expect(merged.map((l) => l.offset)).toEqual(lines.map((l) => l.offset));
      }),
    );
  });

  it('tells where it must be asked for again', () => {
    expect(gapIn([line(0), line(1)])).toBeNull();
    expect(gapIn([line(0), line(3)])).toBe(1);
    expect(gapIn([line(5)])).toBe(0);
  });
});

describe('servers and tools', () => {
  it('are read from a list and from an object alike, and silence is not good news', () => {
    const row = { name: 'nats', ok: true, says: '2.10 · 127.0.0.1' };
    expect(partsOf([{ name: 'nats', ok: true, says: '2.10', url: '127.0.0.1' }])).toEqual([row]);
    expect(partsOf({ nats: { ok: true, says: '2.10', url: '127.0.0.1' } })).toEqual([row]);
    expect(partsOf({ fpack: null, swarp: {} })).toEqual([
      { name: 'fpack', ok: false, says: 'not found' },
      { name: 'swarp', ok: null, says: '' },
    ]);
  });
});
