import { describe, expect, it } from '@jest/globals';
import { buildTransport } from '@nightjar/voevent';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { records, TestWorld } from '../test-world.fixture.js';
import { TestBroker } from '../vtp/broker.fixture.js';

const BROKER = 'ivo://example.org/broker';
const at = new Date('2026-01-01T00:00:00Z');
const packet = readFileSync(resolve(import.meta.dirname, '../../../../fixtures/notices/test-role.xml'));
const broken = Buffer.from('<VOEvent ivorn="ivo://example.org/broken#1"');
const authenticate = buildTransport({ role: 'authenticate', origin: BROKER, at });
const alive = buildTransport({ role: 'iamalive', origin: BROKER, at });

describe('nightjar voevent listen', () => {
  it('prints a line for each packet, and answers the broker as a subscriber has to', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(() => undefined, [authenticate, alive, packet]);
    const outcome = await world.run('voevent', 'listen', '--port', String(broker.port), '--count', '1');
    expect(outcome).toMatchObject({ exit: 0, said: expect.stringMatching(/^test {2}ivo:\/\/\S+\n$/), talked: '' });
    await broker.untilHeard(3);
    expect(broker.messages.map(({ role }) => role)).toEqual(['authenticate', 'iamalive', 'ack']);
    expect(broker.messages[1]?.origin).toBe(BROKER);
  });

  it('prints the packet itself with --xml', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(() => undefined, [packet]);
    const { said } = await world.run('voevent', 'listen', '--port', String(broker.port), '--count', '1', '--xml');
    expect(said.trimEnd()).toBe(packet.toString().trimEnd());
  });

  it('shows what cannot be read, says why to the broker, and goes on', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(() => undefined, [broken, packet]);
    const { said } = await world.run('voevent', 'listen', '--port', String(broker.port), '--count', '2', '--json');
    expect(records(said)).toMatchObject([{ because: expect.any(String) }, { role: 'test', xml: packet.toString() }]);
    await broker.untilHeard(2);
    expect(broker.messages.map(({ role }) => role)).toEqual(['nak', 'ack']);
  });

  it('exits 1 when the broker closes, and 130 on Ctrl-C', async () => {
    using world = new TestWorld();
    await using closing = await TestBroker.open(() => null, [alive]);
    expect((await world.run('voevent', 'listen', '--port', String(closing.port))).exit).toBe(1);
    await using silent = await TestBroker.open(() => undefined, [alive]);
    const run = world.run('voevent', 'listen', '--port', String(silent.port));
    await silent.untilHeard(1);
    world.interrupt();
    expect((await run).exit).toBe(130);
  });

  it('exits 2 for a count that is none', async () => {
    using world = new TestWorld();
    expect((await world.run('voevent', 'listen', '--count', 'many')).exit).toBe(2);
  });
});
