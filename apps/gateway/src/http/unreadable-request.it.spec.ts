import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { refuseUnreadable } from './unreadable-request.js';

describe('what cannot be read as a request', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((_, response) => void response.end('read')).on('clientError', refuseUnreadable);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void server.close());

  const answerTo = async (text: string): Promise<string> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined).end(text);
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
    return answer;
  };
  const problemIn = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));

  it('is refused as too large, in words, when address and headers are', async () => {
    const answer = await answerTo(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: here\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*application\/problem\+json/);
    expect(problemIn(answer)).toMatchObject({ status: 431, code: 'too_large' });
  });

  it('is refused as invalid when it is no HTTP at all', async () => {
    expect(problemIn(await answerTo('\0\0\0;id\r\n\r\n'))).toMatchObject({ status: 400, code: 'invalid' });
  });

  it('is not meant by a request that can be read', async () => {
    expect(await answerTo('GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/);
  });
});
