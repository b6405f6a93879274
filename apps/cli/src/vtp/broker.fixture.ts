import { frame, readMessage, VtpFramer, type TransportMessage } from '@nightjar/voevent';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The other end of a VTP connection, on a real socket: a spec says what it does. */
export class TestBroker implements AsyncDisposable {
  /** Payloads of the frames that came in. */
  readonly heard: Uint8Array[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly watchers = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param onFrame what is sent back for each frame; undefined: nothing; null: the connection is closed */
  static async open(
    onFrame: (payload: Uint8Array) => Uint8Array | null | undefined,
    greeting: readonly Uint8Array[] = [],
  ): Promise<TestBroker> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const broker = new TestBroker(server, (server.address() as AddressInfo).port);
    server.on('connection', (socket) => broker.serve(socket, onFrame, greeting));
    return broker;
  }

  /** The transport messages that came in. */
  get messages(): TransportMessage[] {
    return this.heard.flatMap((payload) => {
      const read = readMessage(payload);
      return read.kind === 'transport' ? [read.message] : [];
    });
  }

  async untilHeard(count: number): Promise<void> {
    while (this.heard.length < count) await new Promise<void>((done) => this.watchers.add(done));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private serve(
    socket: Socket,
    onFrame: (payload: Uint8Array) => Uint8Array | null | undefined,
    greeting: readonly Uint8Array[],
  ): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    for (const payload of greeting) socket.write(frame(payload));
    const framer = new VtpFramer();
    socket.on('data', (chunk: Buffer) => {
      for (const outcome of framer.push(chunk)) {
        if (outcome.kind !== 'frame') continue;
        this.heard.push(outcome.bytes);
        const answer = onFrame(outcome.bytes);
        if (answer) socket.write(frame(answer));
        if (answer === null) socket.end();
      }
      for (const watcher of this.watchers) watcher();
      this.watchers.clear();
    });
  }
}
