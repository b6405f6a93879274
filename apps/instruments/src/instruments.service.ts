import { Inject, Injectable } from '@nestjs/common';
import { apparentAltAz } from '@nightjar/astro';
import { currentTraceId } from '@nightjar/bus';
import {
  isFinal,
  newId,
  Refusal,
  type Gives,
  type Instrument,
  type ListCommands,
  type ListInstruments,
  type Site,
  type SubmitCommand,
  type Takes,
} from '@nightjar/contracts';
import { Clock, SITE } from '@nightjar/service-kit';
import { Ledger } from './command/ledger.js';
import { shown, type CommandRecord, type Pointing } from './command/record.js';
import type { Device } from './device/device.js';
import { Fleet } from './device/fleet.js';
import { InstrumentsStore } from './instruments.store.js';
import { DiskWatch } from './safety/disk-watch.js';
import { Guard } from './safety/guard.js';
import { interlocksOf, refusalFor, type Situation } from './safety/interlock.js';
import { WeatherWatch } from './safety/weather-watch.js';

/** Submits commands to devices: judge, write down, send, answer. */
@Injectable()
export class InstrumentsService {
  /** Commands being submitted, so that the same id twice at once is one command. */
  private readonly submitting = new Map<string, Promise<CommandRecord>>();

  constructor(
    private readonly fleet: Fleet,
    private readonly ledger: Ledger,
    private readonly store: InstrumentsStore,
    private readonly guard: Guard,
    private readonly weather: WeatherWatch,
    private readonly disk: DiskWatch,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: Site,
  ) {}

  async submit(ask: Takes<typeof SubmitCommand>): Promise<Gives<typeof SubmitCommand>> {
    const id = ask.id ?? newId('cmd');
    const already = this.submitting.get(id);
    if (already) return shown(await already);
    const submission = this.submitOnce(id, ask).finally(() => this.submitting.delete(id));
    this.submitting.set(id, submission);
    return shown(await submission);
  }

  async emergencyStop(actor: string): Promise<{ stopped: { instrument: string; says: string }[] }> {
    return { stopped: await this.guard.emergencyStop(actor) };
  }

  listInstruments({ name }: Takes<typeof ListInstruments>): Gives<typeof ListInstruments> {
    const { verdict, because } = this.weather.safety;
    const devices = this.fleet.all.filter(({ plan }) => name === undefined || plan.name === name);
    return { results: devices.map((device) => this.show(device)), safe: verdict === 'safe', because };
  }

  async listCommands(ask: Takes<typeof ListCommands>): Promise<Gives<typeof ListCommands>> {
    return this.store.list(ask);
  }

  /** A device as the contract shows it. */
  show(device: Device): Instrument {
    const last = this.ledger.last(device.plan.name);
    return {
      name: device.plan.name,
      kind: device.plan.kind,
      state: device.state,
      ageS: device.link.ageS ?? null,
      values: device.status,
      interlocks: interlocksOf(this.situation(device, null, null)),
      lastCommand: last ? shown(last) : null,
    };
  }

  private async submitOnce(id: string, ask: Takes<typeof SubmitCommand>): Promise<CommandRecord> {
    const earlier = this.ledger.get(id) ?? (ask.id === undefined ? undefined : await this.store.find(id));
    if (earlier) return answerAgain(earlier);
    const device = this.fleet.named(ask.instrument);
    if (!device) {
      const known = this.fleet.all.map(({ plan }) => plan.name).join(', ');
      throw new Refusal('unknown_instrument', `there is no ${ask.instrument}; there are ${known}`);
    }
    this.guard.ordered(ask.actor, ask.order);
    const record = this.recordOf(id, ask);
    const refusal = this.judge(device, record);
    if (refusal) {
      this.ledger.refuse({ ...record, refusal: refusal.code }, refusal.message);
      throw refusal;
    }
    return device.commands.holding(id, () => this.carryOut(device, record));
  }

  private async carryOut(device: Device, record: CommandRecord): Promise<CommandRecord> {
    const earlier = await this.ledger.enter(record);
    if (earlier) return answerAgain(earlier);
    // Writing it down took time in which the weather, the dome or another command may have changed.
    const refusal = this.judge(device, record);
    if (refusal) {
      this.ledger.amend(record.id, { refusal: refusal.code });
      this.ledger.change(record.id, [{ state: 'REJECTED', because: refusal.message }]);
      throw refusal;
    }
    await device.commands.perform(record);
    return this.ledger.get(record.id) ?? record;
  }

  private judge(device: Device, record: CommandRecord): Refusal | undefined {
    const { order } = record;
    const altitudeDeg = order.action === 'slew' ? apparentAltAz(order, this.clock.now(), this.site).altitudeDeg : null;
    return refusalFor(order, this.situation(device, altitudeDeg, record));
  }

  private situation(device: Device, targetAltitudeDeg: number | null, record: CommandRecord | null): Situation {
    const { name, kind } = device.plan;
    const running = this.ledger.open(name).find(({ id }) => id !== record?.id);
    return {
      kind,
      instrument: name,
      online: device.link.isUp,
      busyWith: running ? `${running.order.action} is ${running.state}` : null,
      fault: device.fault,
      safety: this.weather.safety,
      domeState: this.fleet.of('dome')[0]?.state ?? 'OFFLINE',
      emergency: this.guard.emergency,
      diskHasRoom: this.disk.hasRoom,
      telescope: this.site.telescopes.find((one) => one.name === name),
      camera: this.site.cameras.find((one) => one.name === name),
      targetAltitudeDeg,
      now: new Date(),
      deadline: record?.deadline ? new Date(record.deadline) : null,
    };
  }

  private recordOf(id: string, ask: Takes<typeof SubmitCommand>): CommandRecord {
    return {
      id,
      instrument: ask.instrument,
      order: ask.order,
      state: 'RECEIVED',
      because: null,
      observation: ask.observation,
      actor: ask.actor,
      sentAt: null,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      frame: null,
      traceId: currentTraceId(),
      request: ask.request,
      target: ask.target,
      deadline: ask.deadline,
      refusal: null,
      bootId: null,
      pointing: ask.order.action === 'expose' ? this.pointing(ask.instrument) : null,
      wire: [],
    };
  }

  /** Where the telescope of a camera says that it points. */
  private pointing(camera: string): Pointing | null {
    const telescope = this.site.cameras.find(({ name }) => name === camera)?.telescope;
    const { RA: raDeg, DEC: decDeg } = this.fleet.named(telescope ?? '')?.status ?? {};
    return typeof raDeg === 'number' && typeof decDeg === 'number' ? { raDeg, decDeg } : null;
  }
}

/** The same answer that the first submission got. @throws Refusal when that was refused */
function answerAgain(record: CommandRecord): CommandRecord {
  if (isFinal(record.state) && record.state === 'REJECTED') {
    throw new Refusal(record.refusal ?? 'device_refused', record.because ?? 'it was refused before');
  }
  return record;
}
