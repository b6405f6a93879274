import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Heartbeat } from '@nightjar/contracts';

/** `/metrics`, `/livez` and `/readyz` of one process, on loopback. */
export class OpsServer {
  private constructor(private readonly server: Server) {}

  static async open(port: number, prometheus: PrometheusExporter, now: () => Heartbeat): Promise<OpsServer> {
    const server = createServer((request, response) => {
      if (request.url === '/metrics') return prometheus.getMetricsRequestHandler(request, response);
      const beat = now();
      const ok = request.url === '/livez' || (request.url === '/readyz' && beat.state === 'READY');
      response.writeHead(ok ? 200 : request.url === '/readyz' ? 503 : 404, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify(beat)}\n`);
    });
    await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', () => done()));
    return new OpsServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
