import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseIvoid } from './ivoid.js';
import { readMessage } from './message.js';
import { summarise } from './summary.js';

const notice = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../fixtures/notices/${name}`, import.meta.url));
const SEEDS = ['demonstration-grb080319b.xml', 'version-1.1.xml', 'version-2.1.xml', 'retraction-grb080319b.xml'].map(
  notice,
);
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 2000);

const SPLICES = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '=',
  ' ',
  '\0',
  '\ufeff',
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<?',
  '?>',
  '<!DOCTYPE a>',
  '&#0;',
  '&#x110000;',
  '&a;',
  '&#10;',
  '<Param/>',
  '<a:b:c/>',
  '<a xmlns="',
  '</',
  '<__proto__>',
  ' constructor="1"',
  '<a '.repeat(500),
  '<a>'.repeat(500),
  '&amp;'.repeat(2000),
  ' '.repeat(20_000),
  '"'.repeat(5000),
  'encoding="utf-16"',
  'NaN',
  '1e999',
  '-',
  '\u{1f4a5}',
  '\ud800',
].map((s) => Buffer.from(s));

type Mutation = readonly [where: number, length: number, splice: Uint8Array];
const mutation: fc.Arbitrary<Mutation> = fc.tuple(
  fc.nat(20_000),
  fc.oneof(fc.constant(0), fc.nat(4), fc.nat(400)),
  fc.oneof(fc.constantFrom(...SPLICES), fc.uint8Array({ maxLength: 6 })),
);
const mutate = (bytes: Uint8Array, [where, length, splice]: Mutation): Uint8Array => {
  const at = where % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), splice, bytes.subarray(at + length)]);
};

describe('mutated packets', () => {
  it('are read or refused, never a fault, never slow, never showing a path', () => {
    let slowestMs = 0;
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), fc.array(mutation, { minLength: 1, maxLength: 4 }), (seed, mutations) => {
        const bytes = mutations.reduce(mutate, seed);
        const before = process.cpuUsage();
        const message = readMessage(bytes);
        if (message.kind === 'voevent') {
          summarise(message.voevent);
          expect(parseIvoid(message.voevent.ivoid).key).toBe(message.voevent.ivoidKey);
        }
        const { user, system } = process.cpuUsage(before);
        slowestMs = Math.max(slowestMs, (user + system) / 1000);
        if (message.kind === 'unreadable') {
          expect(message.because).toMatch(/^[\x20-\x7e]{5,400}$/);
          expect(message.because).not.toMatch(/node_modules|\.(?:js|ts):|\/(?:home|usr|root|tmp)\//);
        }
      }),
      { numRuns: RUNS },
    );
    expect(slowestMs).toBeLessThan(1000);
  });
});
