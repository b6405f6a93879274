import { buildTransport, frame, readMessage, VtpFramer, type TransportMessage } from '@nightjar/voevent';
import { connect, type Socket } from 'node:net';

/** What an author hears: answers in order, until the broker closes. */
export interface Heard {
  readonly answers: readonly TransportMessage[];
  readonly roles: readonly string[];
}

/** Sends bytes as they are, as an author, and listens until the broker closes. */
export async function sendRaw(port: number, bytes: Uint8Array, finish = false): Promise<Heard> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const framer = new VtpFramer();
  const answers: TransportMessage[] = [];
  socket.on('data', (chunk: Buffer) => {
    for (const message of transportIn(framer, chunk)) answers.push(message);
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  if (finish) socket.end();
  await new Promise((done) => socket.on('close', done));
  return { answers, roles: answers.map(({ role }) => role) };
}

/** Sends one packet and gives the one answer. */
export async function send(port: number, packet: Uint8Array): Promise<TransportMessage | undefined> {
  return (await sendRaw(port, frame(packet))).answers[0];
}

function transportIn(framer: VtpFramer, chunk: Uint8Array): TransportMessage[] {
  return framer.push(chunk).flatMap((outcome) => {
    const read = outcome.kind === 'frame' ? readMessage(outcome.bytes) : null;
    return read?.kind === 'transport' ? [read.message] : [];
  });
}

/** A subscriber that keeps what it gets and, unless it is silent, answers each iamalive. */
export class TestSubscriber implements Disposable {
  readonly packets: Uint8Array[] = [];
  readonly messages: TransportMessage[] = [];
  closed = false;
  private readonly framer = new VtpFramer(8 * 1024 * 1024);
  private readonly watchers = new Set<() => void>();

  private constructor(
    readonly socket: Socket,
    private readonly silent: boolean,
  ) {
    socket.on('data', (chunk: Buffer) => this.hear(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.tell();
    });
  }

  /** Connected and greeted. */
  static async connect(port: number, how: { silent: boolean } = { silent: false }): Promise<TestSubscriber> {
    const subscriber = new TestSubscriber(connect({ port, host: '127.0.0.1' }), how.silent);
    await subscriber.until(() => subscriber.messages.length > 0);
    return subscriber;
  }

  /** @throws when it does not come true within 10 s */
  async until(fits: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!fits()) {
      if (Date.now() > deadline)
        throw new Error(`still waiting with ${this.packets.length} packets and ${this.messages.length} messages`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 200);
        this.watchers.add(() => {
          clearTimeout(timer);
          done();
        });
      });
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  private hear(chunk: Uint8Array): void {
    for (const outcome of this.framer.push(chunk)) {
      if (outcome.kind !== 'frame') continue;
      const read = readMessage(outcome.bytes);
      if (read.kind === 'transport') this.heed(read.message);
      else this.packets.push(outcome.bytes);
    }
    this.tell();
  }

  private heed(message: TransportMessage): void {
    this.messages.push(message);
    if (message.role === 'iamalive' && !this.silent)
      this.socket.write(frame(buildTransport({ role: 'iamalive', origin: message.origin, at: new Date() })));
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
    this.watchers.clear();
  }
}
