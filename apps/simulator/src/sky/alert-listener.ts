import type { Log } from '@nightjar/service-kit';
import { buildTransport, frame, readMessage, VtpFramer, type TransportMessage, type Voevent } from '@nightjar/voevent';
import { connect, type Socket } from 'node:net';

const FIRST_WAIT_MS = 250;
/** Short, as the broker is on this machine: a burst told meanwhile would stay dark. */
const LONGEST_WAIT_MS = 1000;
const SILENCE_MS = 120_000;
const OWN_IVOID = 'ivo://nightjar.simulator/sky';

/** An ordinary VTP subscriber: connects for ever, answers iamalive, acks every event. */
export class AlertListener {
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private waitMs = FIRST_WAIT_MS;
  private stopped = false;
  private connected = false;

  constructor(
    private readonly port: number,
    private readonly hear: (voevent: Voevent) => void,
    private readonly log: Log,
  ) {}

  /** Whether an alert sent now would be heard. */
  get listens(): boolean {
    return this.connected;
  }

  start(): void {
    const framer = new VtpFramer();
    const socket = connect({ host: '127.0.0.1', port: this.port });
    this.socket = socket;
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on('connect', () => {
      this.waitMs = FIRST_WAIT_MS;
      this.connected = true;
      this.log.info(`listens to alerts on port ${this.port}`);
    });
    socket.on('data', (bytes) => {
      for (const outcome of framer.push(bytes)) {
        if (outcome.kind === 'frame') this.receive(socket, outcome.bytes);
        else socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.again());
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.destroy();
  }

  private again(): void {
    this.connected = false;
    if (this.stopped) return;
    this.timer = setTimeout(() => this.start(), this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  private receive(socket: Socket, bytes: Uint8Array): void {
    const message = readMessage(bytes);
    if (message.kind === 'transport') return this.answer(socket, message.message);
    if (message.kind === 'unreadable') return;
    this.hear(message.voevent);
    this.send(socket, 'ack', message.voevent.ivoid);
  }

  private answer(socket: Socket, { role, origin }: TransportMessage): void {
    if (role === 'iamalive') this.send(socket, 'iamalive', origin);
  }

  private send(socket: Socket, role: 'ack' | 'iamalive', origin: string): void {
    if (socket.destroyed) return;
    socket.write(frame(buildTransport({ role, origin, response: OWN_IVOID, at: new Date() })));
  }
}
