import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publishInOrder } from './publish-in-order.js';
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

describe('a batch of messages', () => {
  it('leaves in order for each thing: none before the earlier one of its thing was acknowledged', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async ({ aggregates, refused, turns }) => {
        const batch = outgoing(aggregates);
        const { log, publish } = bus(new Set(refused), turns);
        const { sent, fault } = await publishInOrder(batch, publish);
        for (const line of ['a', 'b', 'c'].map((name) => batch.filter(({ aggregate }) => aggregate === name))) {
          const cut = line.findIndex(({ id }) => refused.includes(id));
          const leaving = cut < 0 ? line : line.slice(0, cut);
          expect(sent.filter((message) => line.includes(message))).toEqual(leaving);
          leaving.forEach(({ id }, i) => {
            const next = line[i + 1];
            if (next) expect(log.indexOf(`acknowledged ${id}`)).toBeLessThan(log.indexOf(`begin ${next.id}`));
          });
          for (const { id } of cut < 0 ? [] : line.slice(cut + 1)) expect(log).not.toContain(`begin ${id}`);
        }
        expect(fault === undefined).toBe(sent.length === batch.length);
      }),
    );
  });

  it('is about different things at the same time', async () => {
    const { log, publish } = bus(new Set(), [3, 3, 3]);
    await publishInOrder(outgoing(['a', 'b', 'a']), publish);
    expect(log.slice(0, 2)).toEqual(['begin 0', 'begin 1']);
  });
});
