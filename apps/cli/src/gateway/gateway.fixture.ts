import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small HTTP server with the shapes of the gateway; a spec says what each path answers. */
export class TestGateway implements AsyncDisposable {
  readonly asked: { readonly line: string; readonly headers: IncomingMessage['headers']; readonly body: unknown }[] =
    [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(
    answers: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>>,
    token = 'the-token',
  ): Promise<TestGateway> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const gateway = new TestGateway(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const line = `${request.method ?? ''} ${request.url ?? ''}`;
      gateway.asked.push({ line, headers: request.headers, body: await bodyOf(request) });
      const answer = answers[line.split('?')[0] ?? ''];
      if (request.headers.authorization !== `Bearer ${token}`) problem(response, 401, 'unauthorised', 'sign in first');
      else if (answer) answer(response, request);
      else problem(response, 404, 'not_found', 'there is no such path');
    };
    server.on('request', (request, response) => void answerTo(request, response));
    return gateway;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (request.headers['content-type']?.startsWith('multipart/')) return text;
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

export const json = (status: number, body: unknown) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** RFC 9457. */
export const problem = (response: ServerResponse, status: number, code: string, detail: string): void =>
  void response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'about:blank', title: 'Refused', status, code, detail }));

/** One server-sent event of the gateway. */
export const sse = (id: number, type: string, data: unknown): string =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ id: `e${id}`, type, at: '2026-01-01T00:00:00.000Z', traceId: null, data })}\n\n`;
