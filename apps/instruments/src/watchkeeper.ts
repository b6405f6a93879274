import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { InstrumentState } from '@nightjar/contracts';
import { Log } from '@nightjar/service-kit';
import { Ledger } from './command/ledger.js';
import type { Device } from './device/device.js';
import { Fleet } from './device/fleet.js';
import { InstrumentsService } from './instruments.service.js';
import { InstrumentsStore } from './instruments.store.js';
import { DiskWatch } from './safety/disk-watch.js';
import { Guard } from './safety/guard.js';
import { WeatherWatch } from './safety/weather-watch.js';

const TELL_MS = 1000;

/** What runs from the start to the end of the service: lines, the guard, telemetry. */
@Injectable()
export class Watchkeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly told = new Map<string, string>();
  private readonly domes = new Map<string, string>();
  private readonly emergencySignal = (): void => void this.guard.emergencyStop('signal');

  constructor(
    private readonly bus: Bus,
    private readonly fleet: Fleet,
    private readonly ledger: Ledger,
    private readonly store: InstrumentsStore,
    private readonly guard: Guard,
    private readonly weather: WeatherWatch,
    private readonly disk: DiskWatch,
    private readonly instruments: InstrumentsService,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.ledger.remember([...(await this.store.lastOfEach()), ...(await this.store.unfinished())]);
    this.ledger.onChange = ({ instrument }) => this.tell(this.fleet.named(instrument));
    this.fleet.onEvent = ({ plan }, { name, values }) => {
      if (plan.kind === 'weather' && name === 'WEATHER') this.heardWeather(plan.name, values);
    };
    this.fleet.onStatus = (device) => {
      if (device.plan.kind === 'weather' && device.link.isUp) this.heardWeather(device.plan.name, device.status);
      this.tellChange(device);
      if (device.plan.kind === 'dome') this.noteDome(device);
    };
    await this.disk.start();
    this.fleet.start();
    this.guard.start();
    this.timer = setInterval(() => this.fleet.all.forEach((device) => this.tell(device)), TELL_MS);
    // The last resort of a person at the machine: it needs no broker. `kill -USR2 <pid>`
    process.on('SIGUSR2', this.emergencySignal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    process.off('SIGUSR2', this.emergencySignal);
    clearInterval(this.timer);
    this.guard.stop();
    this.disk.stop();
    await this.ledger.stop();
    this.fleet.stop();
  }

  private heardWeather(mast: string, values: Device['status']): void {
    this.weather.take(mast, values);
    this.guard.look();
  }

  private tellChange(device: Device): void {
    if (this.told.get(device.plan.name) !== device.state) this.tell(device);
  }

  /** A line for whoever follows the night; that a dome is offline is said by its link. */
  private noteDome({ plan: { name }, state }: Device): void {
    if (this.domes.get(name) === state) return;
    this.domes.set(name, state);
    if (state !== 'OFFLINE') this.log.info(`${name} is ${state}`);
  }

  private tell(device: Device | undefined): void {
    if (!device) return;
    this.told.set(device.plan.name, device.state);
    try {
      this.bus.tell(InstrumentState, this.instruments.show(device), device.plan.name);
    } catch (fault) {
      // Telemetry is lossy; what closes the dome must not die of it.
      this.log.debug(`telemetry was lost: ${String(fault)}`);
    }
  }
}
