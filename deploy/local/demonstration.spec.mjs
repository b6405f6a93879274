import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseClock } from './clock.mjs';
import { alertWait, DEMONSTRATION_CLOCK, frame, renamed, send } from './demonstration.mjs';

/** A broker that answers every connection with these bytes. @param {(socket: import('node:net').Socket, heard: Buffer) => void} answer */
async function broker(answer) {
  const server = createServer((socket) => socket.once('data', (heard) => answer(socket, heard)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

/** @param {string} role */
const transport = (role) =>
  frame(`<trn:Transport role="${role}"><Meta><Result>known already</Result></Meta></trn:Transport>`);

describe('the demonstration alert', () => {
  it('gets a new name at each start and keeps everything else', () => {
    const xml =
      '<voe:VOEvent ivorn="ivo://nightjar/demo#grb" role="observation"><Citations><EventIVORN>ivo://x</EventIVORN></Citations></voe:VOEvent>';
    expect(renamed(xml, 's1')).toBe(xml.replace('demo#grb', 'demo#grb-s1'));
  });

  it('waits for the burst to have happened, yet not for ever', () => {
    const clock = parseClock(DEMONSTRATION_CLOCK, 0);
    expect(alertWait(clock, 1000)).toBe(9000);
    expect(alertWait(clock, 60_000)).toBe(4000);
    expect(alertWait(parseClock('2008-03-18T00:00:00Z@1', 0), 0)).toBe(15_000);
    expect(alertWait(undefined, 0)).toBe(4000);
  });

  it('is framed by its length in bytes, not in letters', () => {
    expect(frame('é').toString('hex')).toBe('00000002c3a9');
  });

  it('learns whether the broker took it, even from an answer in pieces', async () => {
    const { server, port } = await broker((socket, heard) => {
      expect(heard.subarray(4).toString()).toBe('<a/>');
      const bytes = transport('ack');
      socket.write(bytes.subarray(0, 3));
      socket.write(bytes.subarray(3));
    });
    await expect(send(port, '<a/>')).resolves.toMatchObject({ accepted: true });
    server.close();
  });

  it('learns why the broker refused it', async () => {
    const { server, port } = await broker((socket) => socket.write(transport('nak')));
    await expect(send(port, '<a/>')).resolves.toEqual({ accepted: false, because: 'known already' });
    server.close();
  });

  it('says so when the broker hangs up', async () => {
    const { server, port } = await broker((socket) => socket.end());
    await expect(send(port, '<a/>')).rejects.toThrow('without an answer');
    server.close();
  });
});
