import { FrameReader, pyros1, type Received } from '@nightjar/grammar';
import type { Socket } from 'node:net';
import type { Faults } from './fault.js';

/** One controller's connection to a device, with the line's faults between the two. */
export class Session {
  readonly topics = new Set<string>();
  private readonly reader = new FrameReader(pyros1, 0);
  private sending = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly faults: Faults,
    onMessage: (message: Received) => void,
    onClose: () => void,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      const { bytes: passing, cut } = faults.pass('in', bytes.length);
      for (const message of this.reader.push(bytes.subarray(0, passing))) onMessage(message);
      if (cut) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', onClose);
  }

  get alive(): boolean {
    return !this.socket.destroyed;
  }

  /** In order, however long the line makes a message wait. */
  send(bytes: Uint8Array): void {
    if (this.faults.delayMs === 0) return void (this.sending = this.sending.then(() => this.put(bytes)));
    const { delayMs } = this.faults;
    this.sending = this.sending
      .then(() => new Promise((done) => setTimeout(done, delayMs)))
      .then(() => this.put(bytes));
  }

  cut(): void {
    this.socket.destroy();
  }

  private put(bytes: Uint8Array): void {
    if (!this.alive) return;
    if (this.faults.halfFrame) {
      this.faults.halfFrame = false;
      this.socket.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => this.socket.destroy());
      return;
    }
    const { bytes: passing, cut } = this.faults.pass('out', bytes.length);
    if (cut) this.socket.write(bytes.subarray(0, passing), () => this.socket.destroy());
    else this.socket.write(bytes);
  }
}
