import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Forwards connections to a server; held, it forwards nothing and closes nothing: the far end is cut off and does not know. */
export class HeldLine implements AsyncDisposable {
  private readonly sockets = new Set<Socket>();
  private held = false;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    /** The server's address by way of this line. */
    readonly url: string,
  ) {}

  static async to(url: string): Promise<HeldLine> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const by = new URL(url);
    by.hostname = '127.0.0.1';
    by.port = String((server.address() as AddressInfo).port);
    const line = new HeldLine(server, by.href);
    server.on('connection', (near) => line.join(near, connect(Number(port), hostname)));
    return line;
  }

  hold(): void {
    this.held = true;
    for (const socket of this.sockets) socket.pause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, far: Socket): void {
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => into.write(chunk));
      from.on('error', () => into.destroy());
      from.on('close', () => {
        into.destroy();
        this.sockets.delete(from);
      });
      if (this.held) from.pause();
    }
  }
}
