import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface VtpPortOptions {
  readonly host: string;
  readonly port: number;
  /** The setting to change when the port is taken. */
  readonly setting: string;
  readonly allows: (address: string) => boolean;
  /** Connections at most; more are closed at once. */
  readonly maxConnections: number;
  readonly onConnection: (socket: Socket) => void;
  /** Told of whom the allow-list keeps out. */
  readonly onRefused: (address: string) => void;
}

/** A listening TCP port of the broker with its open connections. */
export class VtpPort {
  readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** @throws when the port cannot be taken, naming the setting */
  static async open(options: VtpPortOptions): Promise<VtpPort> {
    const { host, port, setting } = options;
    // Half-open: an author may close its side right after the packet and still wants the answer.
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const opened = new VtpPort(server);
    server.maxConnections = options.maxConnections;
    server.on('connection', (socket) => opened.admit(socket, options));
    server.listen({ host, port, backlog: 2048 });
    try {
      await once(server, 'listening');
    } catch (fault) {
      throw new Error(`VTP cannot listen on ${host}:${port} (${reasonOf(fault)}); ${setting} names another port`, {
        cause: fault,
      });
    }
    return opened;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no more connections; gives those that are open `graceMs` to end. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(timer);
  }

  private admit(socket: Socket, { allows, onConnection, onRefused }: VtpPortOptions): void {
    // A peer that resets the connection is no fault of ours.
    socket.on('error', () => socket.destroy());
    const address = socket.remoteAddress ?? '';
    if (!allows(address)) {
      onRefused(address);
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    onConnection(socket);
  }
}

const reasonOf = (fault: unknown): string => {
  const code: unknown = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  return code === 'EADDRINUSE' ? 'the port is taken' : String(code ?? fault);
};

/** Address and port of the other side. */
export const peerOf = (socket: Socket): string => `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
