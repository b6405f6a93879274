import type { ConsumerConfig, JetStreamClient, JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { millis, type NatsConnection } from '@nats-io/nats-core';
import { DurableLoop, type DurableOptions, type Receive } from './durable-loop.js';
import type { Gate } from './gate.js';
import { declareStreams, STREAMS, type Naming, type StreamName } from './stream.js';

export interface BrokerParts {
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly js: JetStreamClient;
  readonly naming: Naming;
  readonly name: string;
  readonly gate: Gate | undefined;
  readonly keepEventsDays: number | undefined;
  readonly stopping: AbortSignal;
  readonly onFault: (says: string, fault: unknown) => void;
}

/** A consumer as the server has it, and how far it is behind. */
export interface ConsumerNow extends ConsumerConfig {
  /** Messages it has not been given yet. */
  readonly waiting: number;
  readonly unanswered: number;
}

/** What the broker keeps for this process, and how it is made again when the broker has lost it. */
export class Broker {
  private readonly loops: DurableLoop[] = [];
  private readonly returned = new Set<() => void>();
  private there = true;

  constructor(private readonly parts: BrokerParts) {
    void this.watchConnection();
  }

  /** Whether the connection is up at this moment. */
  get connected(): boolean {
    return this.there;
  }

  /** Calls `told` each time the connection is there again. */
  onReturn(told: () => void): void {
    this.returned.add(told);
  }

  /** Reads a durable consumer from now on; it is made when it is missing. */
  async read(options: DurableOptions, receive: Receive): Promise<void> {
    const { stream, durable, filter } = options;
    this.parts.gate?.publish(`$JS.API.CONSUMER.CREATE.${stream}.${durable}.${filter}`);
    const loop = new DurableLoop({ ...this.parts, declareStreams: () => this.declareStreams() }, options, receive);
    this.loops.push(loop);
    await loop.start();
  }

  /** Each loop ends with the message in its hand. */
  async stopReading(): Promise<void> {
    await Promise.allSettled(this.loops.map((loop) => loop.stop()));
  }

  /**
   * A real publish and acknowledgement: a port that answers proves nothing. A stream that is missing is made again.
   * @throws when it fails within 2 s
   */
  async roundTrip(): Promise<void> {
    const { js, naming, name, gate } = this.parts;
    const canary = `canary.${name}`;
    gate?.publish(canary);
    const subject = naming.subject(canary);
    try {
      await js.publish(subject, '', { timeout: 2000 });
    } catch (fault) {
      if (!isStreamMissing(fault)) throw fault;
      await this.declareStreams();
      await js.publish(subject, '', { timeout: 1000 });
    }
  }

  /** Makes the streams that are missing. */
  declareStreams(): Promise<void> {
    const { nc, jsm, naming, keepEventsDays } = this.parts;
    return declareStreams(nc, jsm, naming, keepEventsDays);
  }

  /** When each stream was made: another time than before tells that the broker has lost it. Missing ones are made. */
  async streamsMade(): Promise<ReadonlyMap<StreamName, string>> {
    const names = ['EVENTS', 'JOBS'] as const;
    const look = () => Promise.all(names.map((name) => this.streamInfo(name)));
    const made = await look().catch(async (fault: unknown) => {
      if (!isStreamMissing(fault)) throw fault;
      await this.declareStreams();
      return look();
    });
    return new Map(names.map((name, i) => [name, made[i]?.created ?? '']));
  }

  /** Days the stream keeps events. */
  async eventsKeptDays(): Promise<number> {
    const { config } = await this.streamInfo('EVENTS');
    return millis(config.max_age) / 86_400_000;
  }

  /** Declares the consumers of this process again where the broker has lost them. @returns how many it has */
  async declareConsumers(): Promise<number> {
    await Promise.all(this.loops.map((loop) => loop.declare()));
    return this.loops.length;
  }

  /** @throws when the server has no such consumer */
  async consumer(stream: StreamName, durable: string): Promise<ConsumerNow> {
    const { jsm, naming } = this.parts;
    const info = await jsm.consumers.info(naming.stream(stream), durable);
    return { ...info.config, waiting: info.num_pending, unanswered: info.num_ack_pending };
  }

  /** Removes every stream of this namespace: for tests. @throws without a namespace */
  async dropStreams(): Promise<void> {
    if (!this.parts.naming.namespace) throw new Error('the streams of an observatory are not dropped; use a namespace');
    await Promise.all(STREAMS.map((name) => this.parts.jsm.streams.delete(this.parts.naming.stream(name))));
  }

  private streamInfo(name: StreamName): Promise<StreamInfo> {
    return this.parts.jsm.streams.info(this.parts.naming.stream(name));
  }

  private async watchConnection(): Promise<void> {
    for await (const { type } of this.parts.nc.status()) {
      if (type === 'disconnect') this.there = false;
      if (type !== 'reconnect') continue;
      this.there = true;
      for (const told of this.returned) told();
    }
  }
}

/** Nobody listens where a stream should (the client takes that for a server without JetStream), or the server says so. */
const isStreamMissing = (fault: unknown): boolean =>
  /no stream|stream not found|no responders|not enabled|503/i.test(String(fault));
