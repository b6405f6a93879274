import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
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

  it('is no list of 350 identifiers in an address, and is one of 420', async () => {
    const headers = `host: here\r\nauthorization: Bearer ${'t'.repeat(64)}\r\nuser-agent: ${'u'.repeat(200)}\r\n`;
    const asking = (count: number): string => {
      const ids = Array.from({ length: count }, () => newId('prd')).join();
      return `GET /api/data-products?ids=${ids}&limit=1000 HTTP/1.1\r\n${headers}\r\n`;
    };
    expect(await answerTo(asking(350))).toMatch(/^HTTP\/1\.1 200 /);
    expect(problemIn(await answerTo(asking(420)))).toMatchObject({ status: 431, code: 'too_large' });
  });

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
