import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { inTrace } from '@nightjar/bus';
import { CONFIG, Log } from '@nightjar/service-kit';
import { buildTransport, frame, VtpFramer, type FrameOutcome } from '@nightjar/voevent';
import type { Socket } from 'node:net';
import { allowList, type AlertsConfig } from './alerts.config.js';
import { AlertsService, type Receipt } from './alerts.service.js';
import { VtpBroadcaster } from './vtp-broadcaster.js';
import { peerOf, VtpPort } from './vtp-port.js';

/** A connection that waits for more than this many of its own packets is not read further for a while. */
const PIPELINED = 16;

/** The author port: a packet comes in, is kept, and only then acknowledged. */
@Injectable()
export class VtpAuthor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private port: VtpPort | undefined;

  constructor(
    private readonly alerts: AlertsService,
    private readonly broadcaster: VtpBroadcaster,
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: AlertsConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.port = await VtpPort.open({
      host: this.config.NIGHTJAR_VTP_HOST,
      port: this.config.NIGHTJAR_VTP_AUTHOR_PORT,
      setting: 'NIGHTJAR_VTP_AUTHOR_PORT',
      allows: allowList(this.config.NIGHTJAR_VTP_AUTHOR_ALLOW),
      maxConnections: 4096,
      onConnection: (socket) => new AuthorSession(socket, this.config, (raw) => this.receive(raw, socket)),
      onRefused: (address) => this.log.warn(`an author at ${address} is not on NIGHTJAR_VTP_AUTHOR_ALLOW`),
    });
    this.log.info(`VTP authors are heard on ${this.config.NIGHTJAR_VTP_HOST}:${this.port.port}`);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.port?.close(2000);
  }

  /** The port that is listened on, for when a free one was taken. */
  get listeningOn(): number | undefined {
    return this.port?.port;
  }

  /** One trace for all that follows from this packet. @returns null when it could not be stored */
  private async receive(raw: Uint8Array, socket: Socket): Promise<Receipt | null> {
    const peer = peerOf(socket);
    return inTrace(null, 'vtp receive', 'server', async () => {
      try {
        const receipt = await this.alerts.receive(raw, peer, this.config.NIGHTJAR_VTP_MAX_BYTES);
        const { notice } = receipt;
        // After the acknowledgement is on its way.
        if (notice !== null) setImmediate(() => this.broadcaster.relay(notice, raw));
        return receipt;
      } catch (fault) {
        this.log.error(`a packet from ${peer} could not be stored and is not acknowledged`, { fault: String(fault) });
        return null;
      }
    });
  }
}

/**
 * One author's connection. Every packet in it gets its answer in order; after the answer to the last one that has
 * arrived the broker closes. What cannot be stored gets no answer: an author tries again then, after a nak it would not.
 * A packet has a limit for its arrival, none for what it takes to store it.
 */
class AuthorSession {
  private readonly framer: VtpFramer;
  private readonly waiting: FrameOutcome[] = [];
  private readonly timer: NodeJS.Timeout;
  private busy = false;
  private ended = false;
  private overdue = false;

  constructor(
    private readonly socket: Socket,
    private readonly config: AlertsConfig,
    private readonly receive: (raw: Uint8Array) => Promise<Receipt | null>,
  ) {
    this.framer = new VtpFramer(config.NIGHTJAR_VTP_MAX_BYTES);
    // Not reset by data: an author that sends a byte now and then would hold its connection for ever.
    // What has arrived, and was not read yet by a busy broker, is read before the time is up.
    this.timer = setTimeout(() => setImmediate(() => this.timeIsUp()), config.NIGHTJAR_VTP_RECEIVE_S * 1000);
    socket.on('close', () => clearTimeout(this.timer));
    socket.on('data', (chunk) => this.hear(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    socket.on('end', () => this.hungUp());
  }

  private hear(chunk: Uint8Array): void {
    if (this.ended || this.overdue) return;
    this.waiting.push(...this.framer.push(chunk));
    if (this.waiting.length > PIPELINED) this.socket.pause();
    if (!this.busy) void this.answerAll();
  }

  private timeIsUp(): void {
    this.overdue = true;
    if (!this.busy) this.socket.destroy();
  }

  private hungUp(): void {
    this.ended = true;
    if (!this.busy) this.socket.end();
  }

  private async answerAll(): Promise<void> {
    this.busy = true;
    let last = false;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const answer = await this.answerTo(next);
      if (answer === null) return void this.socket.destroy();
      if (!this.socket.destroyed) this.socket.write(frame(answer));
      // After a prefix that was refused nothing more can be told apart.
      last = next.kind !== 'frame' || !this.framer.midFrame;
      this.socket.resume();
    }
    this.busy = false;
    if (this.ended || last) this.close();
    else if (this.overdue) this.socket.destroy();
  }

  /** Says goodbye, and reads on for a moment: a reset while bytes are unread would take the answer with it. */
  private close(): void {
    this.ended = true;
    this.socket.end();
    this.socket.resume();
    setTimeout(() => this.socket.destroy(), 1000).unref();
  }

  private async answerTo(outcome: FrameOutcome): Promise<Uint8Array | null> {
    const { NIGHTJAR_VTP_IVOID: own } = this.config;
    const at = new Date();
    if (outcome.kind !== 'frame')
      return buildTransport({ role: 'nak', origin: own, response: own, at, result: outcome.because });
    const receipt = await this.receive(outcome.bytes);
    if (!receipt) return null;
    const { verdict, because, ivoid } = receipt;
    if (verdict === 'refuse')
      return buildTransport({ role: 'nak', origin: ivoid ?? own, response: own, at, result: because });
    const words = verdict === 'accept' ? {} : { result: because };
    return buildTransport({ role: 'ack', origin: ivoid ?? own, response: own, at, ...words });
  }
}
