import { describe, expect, it } from '@jest/globals';
import { readMessage } from './message.js';
import { packet } from './packet.fixture.js';
import { judgeReceipt } from './receipt.js';
import { buildTransport } from './transport.js';

const message = readMessage(packet(''));
const ivoid = 'ivo://a.example/s#1';

describe('the receipt of a packet', () => {
  it.each([
    ['accept', null, 'aa'],
    ['duplicate', { sha256: 'aa', ivoid }, 'aa'],
    ['revision', { sha256: 'bb', ivoid }, 'aa'],
  ])('is judged %s when %j is known', (verdict, known, sha256) => {
    expect(judgeReceipt(known, { sha256, message })).toMatchObject({
      verdict,
      because: expect.stringContaining(ivoid),
    });
  });

  it('refuses what cannot be read, with the reason for the nak', () => {
    const broken = readMessage(packet('<Nonsense/>'));
    expect(judgeReceipt(null, { sha256: 'aa', message: broken })).toMatchObject({
      verdict: 'refuse',
      because: expect.stringContaining('Nonsense'),
    });
  });

  it('refuses a transport message where an event is due', () => {
    const ack = readMessage(buildTransport({ role: 'ack', origin: ivoid, at: new Date(0) }));
    expect(judgeReceipt(null, { sha256: 'aa', message: ack })).toMatchObject({ verdict: 'refuse' });
  });
});
