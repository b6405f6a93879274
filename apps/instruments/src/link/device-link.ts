import {
  FrameReader,
  pyros1,
  writeFrame,
  type Banner,
  type BlobReceived,
  type DeviceEvent,
  type Received,
  type Reply,
  type Verb,
} from '@nightjar/grammar';
import type { Log } from '@nightjar/service-kit';
import { connect, type Socket } from 'node:net';
import { BackOff } from './back-off.js';

/** The line is down, or the device is silent. `sent`: whether it may have heard the request. */
export class LinkFault extends Error {
  constructor(
    readonly sent: boolean,
    says: string,
  ) {
    super(says);
  }
}

export interface LinkListener {
  up(banner: Banner): void;
  down(because: string): void;
  event(event: DeviceEvent): void;
  blob(blob: BlobReceived): void;
  /** A reply that nobody waits for: the end of a DO, or something late. */
  reply(reply: Reply): void;
}

interface Waiter {
  readonly done: (reply: Reply) => void;
  readonly failed: (fault: LinkFault) => void;
  readonly timer: NodeJS.Timeout;
}

const CONNECT_MS = 3000;
const ANSWER_MS = 1000;
const BEAT_MS = 1000;
const IDLE_MS = 5000;
const DEAD_MS = 15_000;
/** So many lines of rubbish within the time below, and the line is made anew. */
const MUCH_GARBAGE = 20;
const GARBAGE_WINDOW_MS = 10_000;

/** One device's TCP line: made again for ever, kept alive, with requests and their answers told apart by id. */
export class DeviceLink {
  private socket: Socket | undefined;
  private reader = new FrameReader(pyros1);
  private readonly waiters = new Map<string, Waiter>();
  private readonly backOff = new BackOff();
  private readonly beat: NodeJS.Timeout;
  private again: NodeJS.Timeout | undefined;
  private stopped = false;
  private counter = 0;
  private spokeMs = 0;
  private heardMs = 0;
  private garbageMs: number[] = [];
  private banner: Banner | undefined;

  constructor(
    private readonly address: { readonly name: string; readonly host: string; readonly port: number },
    private readonly word: string,
    private readonly listener: LinkListener,
    private readonly log: Log,
  ) {
    this.beat = setInterval(() => this.keepAlive(), BEAT_MS);
    this.beat.unref();
  }

  start(): void {
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.beat);
    clearTimeout(this.again);
    this.socket?.destroy();
  }

  get isUp(): boolean {
    return this.banner !== undefined;
  }

  get bootId(): string | undefined {
    return this.banner?.bootId;
  }

  /** Seconds since the device last said anything; undefined when it never has. */
  get ageS(): number | undefined {
    return this.heardMs === 0 ? undefined : (performance.now() - this.heardMs) / 1000;
  }

  /**
   * Asks and waits for the first answer. A DO gives its own id, under which its end is told later.
   * @throws LinkFault when the line is down, breaks, or stays silent
   */
  ask(verb: Verb, options: { id?: string; deadlineMs?: number; timeoutMs?: number } = {}): Promise<Reply> {
    const id = options.id ?? `r${++this.counter}`;
    const line = { kind: 'request', id, deadlineMs: options.deadlineMs ?? null, device: this.word, verb } as const;
    return new Promise((done, failed) => {
      const { socket } = this;
      if (!socket || !this.banner) return failed(new LinkFault(false, `${this.address.name} is not connected`));
      const timer = setTimeout(() => {
        this.waiters.delete(id);
        failed(new LinkFault(true, `${this.address.name} did not answer in time`));
      }, options.timeoutMs ?? ANSWER_MS);
      this.waiters.set(id, { done, failed, timer });
      this.spokeMs = performance.now();
      socket.write(writeFrame(pyros1, line));
    });
  }

  /** Breaks the line on purpose; it is made again. */
  drop(because: string): void {
    this.log.warn(`${this.address.name}: ${because}`);
    this.socket?.destroy();
  }

  private connect(): void {
    const { host, port } = this.address;
    const socket = connect({ host, port, noDelay: true });
    const opening = setTimeout(() => socket.destroy(), CONNECT_MS);
    this.socket = socket;
    this.reader = new FrameReader(pyros1);
    socket.on('data', (bytes: Buffer) => {
      this.heardMs = performance.now();
      for (const message of this.reader.push(bytes)) this.receive(message, opening);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(opening);
      this.closed();
    });
  }

  private closed(): void {
    const wasUp = this.banner !== undefined;
    this.banner = undefined;
    this.socket = undefined;
    const waiters = [...this.waiters.values()];
    this.waiters.clear();
    for (const { timer } of waiters) clearTimeout(timer);
    for (const { failed } of waiters) failed(new LinkFault(true, `the line to ${this.address.name} broke`));
    if (wasUp) this.listener.down('the line broke');
    if (this.stopped) return;
    this.again = setTimeout(() => this.connect(), this.backOff.nextMs());
  }

  private receive(message: Received, opening: NodeJS.Timeout): void {
    switch (message.kind) {
      case 'banner':
        return this.greet(message, opening);
      case 'reply':
        return this.answered(message);
      case 'event':
        return this.listener.event(message);
      case 'blob':
        return this.listener.blob(message);
      case 'garbage':
        return this.rubbish();
      case 'request':
        return;
    }
  }

  private greet(banner: Banner, opening: NodeJS.Timeout): void {
    if (banner.device !== this.word) return this.drop(`here is ${banner.device}, not ${this.word}`);
    clearTimeout(opening);
    this.backOff.reset();
    this.banner = banner;
    this.listener.up(banner);
  }

  private answered(reply: Reply): void {
    const waiter = this.waiters.get(reply.id);
    if (!waiter) return this.listener.reply(reply);
    this.waiters.delete(reply.id);
    clearTimeout(waiter.timer);
    waiter.done(reply);
  }

  private rubbish(): void {
    const now = performance.now();
    this.garbageMs = [...this.garbageMs.filter((at) => now - at < GARBAGE_WINDOW_MS), now];
    if (this.garbageMs.length < MUCH_GARBAGE) return;
    this.garbageMs = [];
    this.drop('too much rubbish on the line, it is made anew');
  }

  private keepAlive(): void {
    if (!this.banner) return;
    const now = performance.now();
    if (now - this.heardMs > DEAD_MS) return this.drop(`silent for ${DEAD_MS / 1000} s`);
    if (now - this.spokeMs > IDLE_MS) this.ask({ verb: 'PING' }).catch(() => undefined);
  }
}
