import { describe, expect, it } from '@jest/globals';
import { buildTransport } from '@nightjar/voevent';
import { bytes, records, TestWorld } from '../test-world.fixture.js';
import { TestBroker } from '../vtp/broker.fixture.js';

const IVOID = 'ivo://example.org/stream#1';
const BROKER = 'ivo://example.org/broker';
const at = new Date('2026-01-01T00:00:00Z');
const ack = () => buildTransport({ role: 'ack', origin: IVOID, response: BROKER, at });
const nak = () => buildTransport({ role: 'nak', origin: IVOID, response: BROKER, at, result: 'it is a duplicate' });
const PACKET = `<?xml version="1.0"?><VOEvent ivorn="${IVOID}"/>`;

describe('nightjar voevent send', () => {
  it('sends the bytes of the file as they are, framed by their length, and exits 0 on an ack', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(ack);
    const file = world.write('packet.xml', PACKET);
    const outcome = await world.run('voevent', 'send', file, '--port', String(broker.port));
    expect(outcome).toEqual({ exit: 0, said: `ack ${IVOID}\n`, talked: '' });
    expect(broker.heard.map((payload) => Buffer.from(payload).toString())).toEqual([PACKET]);
  });

  it('exits 5 on a nak and says the broker’s reason', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(nak);
    const file = world.write('packet.xml', PACKET);
    const outcome = await world.run('voevent', 'send', file, '--port', String(broker.port), '--json');
    expect(outcome.exit).toBe(5);
    expect(records(outcome.said)).toEqual([
      { outcome: 'nak', ivoid: IVOID, broker: BROKER, says: 'it is a duplicate' },
    ]);
  });

  it('exits 6 when the broker says nothing in time', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(() => undefined);
    const file = world.write('packet.xml', PACKET);
    const outcome = await world.run('voevent', 'send', file, '--port', String(broker.port), '--timeout', '0.05');
    expect(outcome).toMatchObject({ exit: 6, said: '', talked: expect.stringContaining('within 0.05 s') });
  });

  it('exits 1 when the broker hangs up without a receipt, as the packet may not be stored', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(() => null);
    const file = world.write('packet.xml', PACKET);
    const outcome = await world.run('voevent', 'send', file, '--port', String(broker.port));
    expect(outcome).toMatchObject({ exit: 1, talked: expect.stringContaining('send the packet again') });
  });

  it('exits 1 and names the address when nobody listens', async () => {
    using world = new TestWorld();
    const broker = await TestBroker.open(ack);
    const { port } = broker;
    await broker[Symbol.asyncDispose]();
    const file = world.write('packet.xml', PACKET);
    const outcome = await world.run('voevent', 'send', file, '--port', String(port));
    expect(outcome).toMatchObject({ exit: 1, talked: expect.stringContaining(`127.0.0.1:${port}`) });
  });

  it('reads standard input for -', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(ack);
    world.stdin = bytes(Buffer.from(PACKET.slice(0, 9)), Buffer.from(PACKET.slice(9)));
    world.env = { NIGHTJAR_VTP_AUTHOR_PORT: String(broker.port) };
    expect((await world.run('voevent', 'send', '-')).exit).toBe(0);
    expect(broker.heard.map((payload) => Buffer.from(payload).toString())).toEqual([PACKET]);
  });

  it.each([
    ['3 for a file that is not there', ['absent.xml'], 3],
    ['2 without a file', [], 2],
    ['2 for a port that is none', ['-', '--port', '99999'], 2],
    ['2 for a time that is none', ['-', '--timeout', 'soon'], 2],
    ['2 for an empty packet', ['-'], 2],
  ])('exits %s', async (_, args, exit) => {
    using world = new TestWorld();
    expect((await world.run('voevent', 'send', ...args)).exit).toBe(exit);
  });

  it('exits 130 on Ctrl-C', async () => {
    using world = new TestWorld();
    await using broker = await TestBroker.open(() => undefined);
    world.stdin = bytes(Buffer.from(PACKET));
    const run = world.run('voevent', 'send', '-', '--port', String(broker.port));
    await broker.untilHeard(1);
    world.interrupt();
    expect((await run).exit).toBe(130);
  });
});
