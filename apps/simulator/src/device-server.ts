import {
  pyros1,
  writeBlob,
  writeFrame,
  type Message,
  type Received,
  type Request,
  type Values,
} from '@nightjar/grammar';
import type { Clock, Log } from '@nightjar/service-kit';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { DeviceRefusal, type Device, type Job, type JobEnd } from './device/device.js';
import { Faults, type Fault } from './fault.js';
import { Session } from './session.js';

interface Running {
  readonly id: string;
  readonly name: string;
  readonly job: Job;
  readonly endsMs: number;
  readonly bootId: string;
}

const REMEMBERED = 100;
const VERBS = 'GET SET DO STATUS HELP SUBSCRIBE PING ABORT';

/** A device on a TCP port, speaking PYROS/1. The id of a DO is remembered: the same id is never acted on twice. */
export class DeviceServer {
  readonly faults = new Faults();
  private readonly sessions = new Set<Session>();
  private readonly server: Server;
  private bootId = newBootId();
  private running: Running | undefined;
  private last: { readonly id: string; readonly end: JobEnd } | undefined;
  private seq = 0;
  /** Ids of the last DOs it really began. */
  readonly begun: string[] = [];
  /** Ends that a stuck device keeps to itself. */
  private stuck: (() => void)[] = [];

  constructor(
    readonly name: string,
    readonly device: Device,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    device.onNotice = ({ name: topic, values }) => this.publish(topic, values);
    this.server = createServer((socket) => {
      if (this.faults.refuseConnections) return void socket.destroy();
      const session: Session = new Session(
        socket,
        this.faults,
        (message) => this.receive(session, message),
        () => this.sessions.delete(session),
      );
      this.sessions.add(session);
      this.say(session, { kind: 'banner', device: device.word, serial: `NJ-${name}`, bootId: this.bootId });
    });
  }

  /** @throws when the port is taken */
  async listen(host: string, port: number): Promise<number> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.running?.job.stop();
    for (const session of this.sessions) session.cut();
    await new Promise((done) => this.server.close(done));
  }

  inject(fault: Exclude<Fault, { fault: 'stale' }>): void {
    switch (fault.fault) {
      case 'drop_socket':
        return this.faults.cutAfter(fault.direction, fault.afterBytes);
      case 'half_frame':
        this.faults.halfFrame = true;
        return;
      case 'garbage':
        return this.sayGarbage(fault.lines);
      case 'delay':
        this.faults.delayMs = fault.ms;
        return;
      case 'stuck_busy':
        this.faults.stuckBusy = true;
        return;
      case 'refuse_connections':
        this.faults.refuseConnections = true;
        for (const session of this.sessions) session.cut();
        return;
      case 'power_cycle':
        return this.powerCycle();
    }
  }

  /** Ends every fault; what was stuck goes on. */
  clear(): void {
    this.faults.clear();
    for (const go of this.stuck.splice(0)) go();
  }

  private powerCycle(): void {
    for (const session of this.sessions) session.cut();
    this.sessions.clear();
    this.running = undefined;
    this.last = undefined;
    this.stuck = [];
    this.bootId = newBootId();
    this.device.powerCycle();
    this.log.info(`${this.name}: power was cut, boot id is now ${this.bootId}`);
  }

  private sayGarbage(lines: number): void {
    for (const session of this.sessions) {
      for (let n = 0; n < lines; n++) session.send(Buffer.concat([randomBytes(40), Buffer.from('\n')]));
    }
  }

  private receive(session: Session, message: Received): void {
    if (message.kind === 'garbage') {
      if (message.id !== null) this.refuse(session, message.id, message.code, message.says);
      return;
    }
    if (message.kind !== 'request') return;
    try {
      this.answer(session, message);
    } catch (fault) {
      if (fault instanceof DeviceRefusal) return this.refuse(session, message.id, fault.code, fault.says);
      this.log.error(`${this.name}: ${String(fault)}`);
      this.refuse(session, message.id, 500, 'fault in the simulator');
    }
  }

  private answer(session: Session, { id, device, deadlineMs, verb }: Request): void {
    const known = device === this.device.word || this.device.word.startsWith(`${device}.`);
    if (!known) throw new DeviceRefusal(101, `here is ${this.device.word}`);
    switch (verb.verb) {
      case 'PING':
        return this.ok(session, id, {});
      case 'STATUS':
        return this.ok(session, id, this.status());
      case 'GET':
        if (verb.names.includes('LAST_IMAGE') && this.device.lastFile) return this.sendLastFile(session, id);
        return this.ok(session, id, Object.fromEntries(verb.names.map((name) => [name, this.device.get(name)])));
      case 'SET':
        this.device.set(verb.name, verb.values);
        return this.ok(session, id, {});
      case 'DO':
        return this.act(session, id, verb.name, verb.values, deadlineMs);
      case 'ABORT':
        return this.abort(session, id, verb.target);
      case 'SUBSCRIBE':
        session.topics.add(verb.name);
        return this.ok(session, id, {});
      case 'HELP':
        return this.ok(session, id, { VERBS });
      default:
        throw new DeviceRefusal(102, `${verb.verb} is not served`);
    }
  }

  /** What the device says, what it is doing and what it last did: enough to conclude a command whose answer was lost. */
  private status(): Values {
    const { running, last } = this;
    return {
      ...this.device.status(),
      ...(running ? { JOB: running.id, JOB_NAME: running.name, JOB_LEFT: this.leftS(running) } : {}),
      ...(last ? { LAST: last.id, LAST_OUTCOME: last.end.outcome } : {}),
    };
  }

  private act(
    session: Session,
    id: string,
    name: string,
    values: readonly (string | number)[],
    deadlineMs: number | null,
  ): void {
    if (this.running?.id === id) return this.say(session, accepted(id, this.leftS(this.running)));
    if (this.last?.id === id) return this.conclude(session, id, this.last.end);
    if (deadlineMs !== null && Date.now() > deadlineMs) throw new DeviceRefusal(207, 'the deadline has passed');
    const job = this.device.begin(name, values, id);
    this.begun.push(id);
    if (this.begun.length > REMEMBERED) this.begun.shift();
    const etaS = job.etaS / this.clock.rate;
    const running = { id, name, job, endsMs: Date.now() + etaS * 1000, bootId: this.bootId };
    this.running = running;
    this.say(session, accepted(id, etaS));
    void job.ended.then((end) => this.ended(session, running, end));
  }

  private ended(session: Session, running: Running, end: JobEnd): void {
    if (running.bootId !== this.bootId) return; // the power was cut: nobody remembers
    if (this.faults.stuckBusy) return void this.stuck.push(() => this.ended(session, running, end));
    if (this.running === running) this.running = undefined;
    this.last = { id: running.id, end };
    const heirs = session.alive ? [session] : [...this.sessions];
    for (const heir of heirs) this.conclude(heir, running.id, end);
  }

  private conclude(session: Session, id: string, end: JobEnd): void {
    if (end.outcome === 'DONE') {
      if (end.file) session.send(writeBlob(pyros1, id, 'FITS', end.file));
      this.say(session, { kind: 'reply', id, outcome: 'DONE', values: end.values });
    } else if (end.outcome === 'ERR') this.refuse(session, id, end.code, end.says);
    else this.say(session, { kind: 'reply', id, outcome: 'CANCELLED' });
  }

  private abort(session: Session, id: string, target: string | null): void {
    const { running } = this;
    if (!running || (target !== null && running.id !== target)) return this.ok(session, id, { stopped: 0 });
    running.job.stop();
    if (this.faults.stuckBusy) return void this.stuck.push(() => this.ok(session, id, { stopped: 1 }));
    void running.job.ended.then(() => this.ok(session, id, { stopped: 1 }));
  }

  private sendLastFile(session: Session, id: string): void {
    const last = this.device.lastFile?.();
    if (!last) throw new DeviceRefusal(201, 'no image is kept');
    session.send(writeBlob(pyros1, id, 'FITS', last.file));
    this.ok(session, id, last.values);
  }

  private leftS(running: Running): number {
    return Math.max(0, (running.endsMs - Date.now()) / 1000);
  }

  private publish(name: string, values: Values): void {
    this.seq += 1;
    const event = { kind: 'event', seq: this.seq, at: new Date(), device: this.device.word, name, values } as const;
    for (const session of this.sessions) if (session.topics.has(name)) this.say(session, event);
  }

  private ok(session: Session, id: string, values: Values): void {
    this.say(session, { kind: 'reply', id, outcome: 'OK', values });
  }

  private refuse(session: Session, id: string, code: number, says: string): void {
    this.say(session, { kind: 'reply', id, outcome: 'ERR', code, says });
  }

  private say(session: Session, message: Exclude<Message, { kind: 'blob' }>): void {
    session.send(writeFrame(pyros1, message));
  }
}

const accepted = (id: string, etaS: number) => ({ kind: 'reply', id, outcome: 'ACCEPTED', etaS }) as const;

const newBootId = (): string => `boot-${randomBytes(4).toString('hex')}`;
