import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InOrder } from './publish-in-order.js';
import type { Outgoing } from './outgoing.js';

const outgoing = (aggregates: readonly string[]): Outgoing[] =>
  aggregates.map((aggregate, i) => ({ id: String(i), subject: 's', aggregate, body: '{}', traceparent: null }));

/** A bus that acknowledges late and in any order, and refuses some. */
const bus = (refused: ReadonlySet<string>, turns: readonly number[]) => {
  const log: string[] = [];
  const publish = async ({ id }: Outgoing): Promise<void> => {
    log.push(`begin ${id}`);
    for (let i = 0; i < (turns[Number(id)] ?? 0); i++) await Promise.resolve();
    if (refused.has(id)) throw new Error(`refused ${id}`);
    log.push(`acknowledged ${id}`);
  };
  return { log, publish };
};

const batches = fc.record({
  aggregates: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 }),
  refused: fc.uniqueArray(fc.nat(29).map(String), { maxLength: 5 }),
  turns: fc.array(fc.nat(6), { minLength: 30, maxLength: 30 }),
});

describe('the line to the bus', () => {
  it('keeps the order of each thing: none leaves before the earlier one was acknowledged, in whichever batch', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(30), async ({ aggregates, refused, turns }, cutAt) => {
        const all = outgoing(aggregates);
        const { log, publish } = bus(new Set(refused), turns);
        const line = new InOrder(publish);
        const [first, second] = await Promise.all([line.leave(all.slice(0, cutAt)), line.leave(all.slice(cutAt))]);
        const sent = [...first.sent, ...second.sent];
        for (const thing of ['a', 'b', 'c'].map((name) => all.filter(({ aggregate }) => aggregate === name))) {
          const cut = thing.findIndex(({ id }) => refused.includes(id));
          const leaving = cut < 0 ? thing : thing.slice(0, cut);
          expect(sent.filter((message) => thing.includes(message))).toEqual(leaving);
          leaving.forEach(({ id }, i) => {
            const next = thing[i + 1];
            if (next) expect(log.indexOf(`acknowledged ${id}`)).toBeLessThan(log.indexOf(`begin ${next.id}`));
          });
          for (const { id } of cut < 0 ? [] : thing.slice(cut + 1)) expect(log).not.toContain(`begin ${id}`);
        }
        expect(first.fault === undefined).toBe(first.sent.length === Math.min(cutAt, all.length));
        expect(second.fault === undefined).toBe(second.sent.length === all.slice(cutAt).length);
      }),
    );
  });

  it('lets different things, and different batches, leave at the same time', async () => {
    const { log, publish } = bus(new Set(), [3, 3, 3, 3]);
    const line = new InOrder(publish);
    const all = outgoing(['a', 'b', 'a', 'c']);
    await Promise.all([line.leave(all.slice(0, 2)), line.leave(all.slice(2))]);
    expect(log.slice(0, 3)).toEqual(['begin 0', 'begin 1', 'begin 3']);
  });

  it('keeps the line of a thing closed after a refusal, and no other', async () => {
    const { publish } = bus(new Set(['0']), []);
    const line = new InOrder(publish);
    const [first, ...behind] = outgoing(['a', 'a', 'b']);
    await line.leave(first ? [first] : []);
    const { sent, fault } = await line.leave(behind);
    expect(sent.map(({ id }) => id)).toEqual(['2']);
    expect(String(fault)).toContain('refused 0');
  });
});
