import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a service and its database and broker, to be cut and mended. */
export class Wires implements AsyncDisposable {
  private readonly sockets = new Set<Socket>();
  private readonly servers: Server[] = [];
  private isCut = false;
  readonly environment: Record<string, string> = {};

  static async open(behind: Readonly<Record<string, string>>): Promise<Wires> {
    const wires = new Wires();
    for (const name of ['NIGHTJAR_DATABASE_URL', 'NIGHTJAR_NATS_URL']) await wires.through(name, behind[name] ?? '');
    return wires;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await Promise.all(this.servers.map((server) => new Promise((done) => server.close(done))));
  }

  private async through(name: string, url: string): Promise<void> {
    const target = new URL(url);
    const { port, hostname } = target;
    const server = createServer((near) => {
      if (this.isCut) return void near.destroy();
      const far = connect(Number(port), hostname);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => one.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.servers.push(server);
    target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.environment[name] = target.href;
  }
}
