import type { WeatherSite } from '@nightjar/contracts';
import type { Value, Values } from '@nightjar/grammar';
import type { Clock } from '@nightjar/service-kit';
import { seededRandom } from '../seeded-random.js';
import { DeviceRefusal, type Device, type Notice } from './device.js';

/** What a mast measures. */
export interface Sample {
  readonly windMs: number;
  readonly humidityPercent: number;
  readonly rain: boolean;
  readonly temperatureC: number;
  readonly cloudPercent: number;
}

const SAMPLE_MS = 1000;
/** Left to itself the weather keeps below this part of the site's limits. */
const CALM = 0.7;

/** A mast: slow seeded weather that is never unsafe by itself; any value can be held by hand. */
export class Weather implements Device {
  readonly word = 'PLC';
  onNotice: (notice: Notice) => void = () => undefined;
  private held: Partial<Sample> = {};
  private sample: Sample;
  private sampledMs = Date.now();
  private frozen = false;
  private readonly phases: readonly number[];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly site: WeatherSite,
    private readonly clock: Clock,
    seed: number,
  ) {
    const dice = seededRandom(seed);
    this.phases = Array.from({ length: 8 }, () => dice.uniform() * 2 * Math.PI);
    this.sample = this.measure();
    this.timer = setInterval(() => this.take(), SAMPLE_MS);
    this.timer.unref();
  }

  /** Values to hold; an empty object lets the weather go its own way again. */
  hold(values: Partial<Sample>): void {
    this.held = Object.keys(values).length === 0 ? {} : { ...this.held, ...values };
    this.take();
  }

  /** A station whose sensors have died goes on talking about an ever older sample. */
  freeze(frozen: boolean): void {
    this.frozen = frozen;
  }

  status(): Values {
    const { windMs, humidityPercent, rain, temperatureC, cloudPercent } = this.sample;
    return {
      STATE: 'MEASURING',
      WIND: Number(windMs.toFixed(2)),
      HUMIDITY: Number(humidityPercent.toFixed(1)),
      RAIN: rain ? 1 : 0,
      TEMPERATURE: Number(temperatureC.toFixed(2)),
      CLOUD: Number(cloudPercent.toFixed(1)),
      AGE: Math.max(0, (Date.now() - this.sampledMs) / 1000),
    };
  }

  get(name: string): Value {
    const value = this.status()[name];
    if (value === undefined) throw new DeviceRefusal(102, `no ${name} here`);
    return value;
  }

  set(name: string): void {
    throw new DeviceRefusal(102, `no register ${name}`);
  }

  begin(name: string): never {
    throw new DeviceRefusal(102, `cannot DO ${name}`);
  }

  powerCycle(): void {
    this.frozen = false;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private take(): void {
    if (this.frozen) return;
    this.sample = this.measure();
    this.sampledMs = Date.now();
    this.onNotice({ name: 'WEATHER', values: this.status() });
  }

  private measure(): Sample {
    const { limits } = this.site;
    return {
      windMs: Math.min(4 + 2.5 * this.wave(0), limits.windMs * CALM),
      humidityPercent: Math.min(38 + 15 * this.wave(2), limits.humidityPercent * CALM),
      rain: false,
      temperatureC: 8 + 4 * this.wave(4),
      cloudPercent: Math.max(0, 4 + 4 * this.wave(6)),
      ...this.held,
    };
  }

  /** Between -1 and 1, with periods of about one and five hours. */
  private wave(first: number): number {
    const hours = this.clock.now().getTime() / 3_600_000;
    const at = (periodH: number, phase: number) => Math.sin((2 * Math.PI * hours) / periodH + phase);
    return 0.4 * at(1.1, this.phases[first] ?? 0) + 0.6 * at(5.3, this.phases[first + 1] ?? 0);
  }
}
