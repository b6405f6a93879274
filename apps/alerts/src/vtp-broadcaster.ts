import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, Log } from '@nightjar/service-kit';
import { buildTransport, frame, readMessage, VtpFramer, type TransportMessage } from '@nightjar/voevent';
import type { Socket } from 'node:net';
import { allowList, type AlertsConfig } from './alerts.config.js';
import { AlertsStore } from './alerts.store.js';
import { peerOf, VtpPort } from './vtp-port.js';

/** Bytes that may wait for a subscriber that reads slowly; then it is dropped, so that memory stays bounded. */
const BUFFER_BYTES = 8 * 1024 * 1024;
/** Subscribers only send transport messages. */
const MAX_INCOMING_BYTES = 64 * 1024;
/** After a crash, subscribers that come back this soon get what may not have reached them. */
const OWED_FOR_MS = 120_000;
const OWED_AT_MOST = 1000;
const MARK_EVERY_MS = 250;

/** The subscriber port: relays accepted packets, untouched, to everyone who is connected. */
@Injectable()
export class VtpBroadcaster implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private port: VtpPort | undefined;
  private readonly subscribers = new Set<Subscriber>();
  private readonly relayed: string[] = [];
  private owed: readonly Uint8Array[] = [];
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly store: AlertsStore,
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: AlertsConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.loadOwed();
    this.port = await VtpPort.open({
      host: this.config.NIGHTJAR_VTP_HOST,
      port: this.config.NIGHTJAR_VTP_SUBSCRIBER_PORT,
      setting: 'NIGHTJAR_VTP_SUBSCRIBER_PORT',
      allows: allowList(this.config.NIGHTJAR_VTP_SUBSCRIBER_ALLOW),
      maxConnections: 1024,
      onConnection: (socket) => this.welcome(socket),
      onRefused: (address) => this.log.warn(`a subscriber at ${address} is not on NIGHTJAR_VTP_SUBSCRIBER_ALLOW`),
    });
    this.timers.push(
      setInterval(() => this.checkAlive(), this.config.NIGHTJAR_VTP_ALIVE_S * 1000),
      setInterval(() => void this.mark(), MARK_EVERY_MS),
    );
    this.log.info(`VTP subscribers are served on ${this.config.NIGHTJAR_VTP_HOST}:${this.port.port}`);
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    for (const subscriber of this.subscribers) subscriber.end();
    await this.port?.close(500);
    await this.mark();
  }

  /** The port that is listened on, for when a free one was taken. */
  get listeningOn(): number | undefined {
    return this.port?.port;
  }

  /** Sends a stored packet to everyone. Never waits: what a peer does not read waits in its own bounded buffer. */
  relay(notice: string, raw: Uint8Array): void {
    const framed = frame(raw);
    for (const subscriber of this.subscribers) subscriber.send(framed);
    this.relayed.push(notice);
  }

  private welcome(socket: Socket): void {
    const subscriber = new Subscriber(socket, this.config.NIGHTJAR_VTP_IVOID, this.log, (why) => {
      if (!this.subscribers.delete(subscriber)) return;
      this.log.info(`subscriber ${subscriber.peer} is gone: ${why}`);
    });
    this.subscribers.add(subscriber);
    this.log.info(`subscriber ${subscriber.peer} is here`);
    subscriber.greet();
    for (const framed of this.owed) subscriber.send(framed);
  }

  private checkAlive(): void {
    for (const subscriber of this.subscribers) subscriber.askAlive();
  }

  private async loadOwed(): Promise<void> {
    const owed = await this.store.owed(OWED_AT_MOST);
    if (owed.length === 0) return;
    this.log.info(`${owed.length} packets may not have been relayed before the last end; they are sent again`);
    this.owed = owed.map(({ bytes }) => frame(bytes));
    const over = setTimeout(() => {
      this.owed = [];
      this.relayed.push(...owed.map(({ id }) => id));
    }, OWED_FOR_MS);
    this.timers.push(over.unref());
  }

  /** Notes what was relayed; while the database is away the list waits. */
  private async mark(): Promise<void> {
    if (this.relayed.length === 0) return;
    const ids = this.relayed.splice(0, 1000);
    await this.store.markRelayed(ids).catch(() => this.relayed.push(...ids));
  }
}

/** One subscriber's connection. */
class Subscriber {
  readonly peer: string;
  private readonly framer = new VtpFramer(MAX_INCOMING_BYTES);
  private silent = false;

  constructor(
    private readonly socket: Socket,
    private readonly own: string,
    private readonly log: Log,
    private readonly onGone: (why: string) => void,
  ) {
    this.peer = peerOf(socket);
    socket.on('data', (chunk) => this.hear(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    socket.on('end', () => this.drop('it closed the connection'));
    socket.on('close', () => onGone('the connection is closed'));
  }

  greet(): void {
    this.say('authenticate');
  }

  /** Drops a peer that did not answer the last time, and asks the others again. */
  askAlive(): void {
    if (this.silent) return this.drop('it did not answer an iamalive');
    this.silent = true;
    this.say('iamalive');
  }

  send(framed: Uint8Array): void {
    if (this.socket.writableLength + framed.length > BUFFER_BYTES) return this.drop('it reads too slowly');
    this.socket.write(framed);
  }

  end(): void {
    this.socket.end();
  }

  private say(role: 'authenticate' | 'iamalive'): void {
    this.send(frame(buildTransport({ role, origin: this.own, at: new Date() })));
  }

  private hear(chunk: Uint8Array): void {
    for (const outcome of this.framer.push(chunk)) {
      if (outcome.kind !== 'frame') return this.drop(outcome.because);
      const read = readMessage(outcome.bytes);
      // What is no transport message is passed over: peers in use send odd things, and the framing still holds.
      if (read.kind === 'transport') this.heed(read.message);
    }
  }

  private heed({ role, filters }: TransportMessage): void {
    if (role === 'nak') return this.drop('it sent a nak');
    // An ack proves life too, but peers in use are held to an answer, and so are others' expectations of us.
    if (role === 'iamalive') this.silent = false;
    if (filters.length > 0) this.log.warn(`subscriber ${this.peer} asks for filters; there are none yet, it gets all`);
  }

  /** Closes at once: waiting for the buffer to drain would keep a peer that never reads for ever. */
  private drop(why: string): void {
    this.onGone(why);
    this.socket.destroy();
  }
}
