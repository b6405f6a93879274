import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A collector such as operators run: it only notes what reaches it. */
class Collector {
  readonly requests: { readonly path: string; readonly body: string }[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Collector> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        collector.requests.push({ path: request.url ?? '', body: Buffer.concat(parts).toString('latin1') });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const collector = new Collector(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/** Traces belong to a process, so this one gets a process of its own. */
const PROGRAM = `
  import { inTrace } from '@nightjar/bus';
  import { startTelemetry } from '${ROOT}/libs/service-kit/dist/telemetry.js';
  const telemetry = await startTelemetry({ service: 'practise', version: '1', otlpEndpoint: process.argv[1] });
  await inTrace(null, 'a span of practise', 'internal', async () => undefined);
  await telemetry.shutdown();
`;

describe('traces and metrics', () => {
  let collector: Collector;
  beforeEach(async () => {
    collector = await Collector.open();
  });
  afterEach(() => collector.close());

  it('reach the collector that is configured', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, collector.url], {
      cwd: resolve(ROOT, 'apps/gateway'),
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await once(child, 'exit');
    const traces = collector.requests.filter(({ path }) => path === '/v1/traces');
    expect(traces.map(({ body }) => body).join()).toContain('a span of practise');
    expect(collector.requests.some(({ path }) => path === '/v1/metrics')).toBe(true);
  });
});
