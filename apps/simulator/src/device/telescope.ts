import { airmass, apparentAltAz, equatorialAt, offset, positionAngle, separation } from '@nightjar/astro';
import type { Equatorial, Horizontal, Place } from '@nightjar/astro';
import type { TelescopeSite } from '@nightjar/contracts';
import { readDecDeg, readRaDeg, type Value, type Values } from '@nightjar/grammar';

import type { Clock } from '@nightjar/service-kit';
import { seededRandom } from '../seeded-random.js';
import { DeviceRefusal, instant, job, type Device, type Job, type JobEnd, type Notice } from './device.js';
import { horizonAltitude } from './horizon.js';

interface Moving {
  readonly state: 'SLEWING' | 'PARKING';
  readonly from: Horizontal;
  readonly to: Horizontal;
  readonly startMs: number;
  readonly seconds: number;
}

type Motion =
  | { readonly state: 'PARKED' | 'IDLE'; readonly at: Horizontal }
  | { readonly state: 'TRACKING'; readonly on: Equatorial }
  | Moving;

/** Blind pointing is good to this (one sigma in each axis). */
const POINTING_ERROR_ARCSEC = 6;
const WATCH_MS = 500;

/** A mount: slews on a great circle at its rate, settles, tracks, and stops at its lower limit. */
export class Telescope implements Device {
  readonly word = 'TELESCOPE';
  onNotice: (notice: Notice) => void = () => undefined;
  private motion: Motion;
  private register: Equatorial | undefined;
  private pointingError = { angleDeg: 0, sizeDeg: 0 };
  private readonly dice;
  private readonly watch: NodeJS.Timeout;
  private moving: Job | undefined;

  constructor(
    private readonly place: Place,
    private readonly horizon: Parameters<typeof horizonAltitude>[0],
    private readonly site: TelescopeSite,
    private readonly clock: Clock,
    seed: number,
  ) {
    this.motion = { state: 'PARKED', at: this.parkPosition };
    this.dice = seededRandom(seed);
    this.watch = setInterval(() => this.keepLimits(), WATCH_MS);
    this.watch.unref();
  }

  /** Where the mount believes it points. */
  get horizontal(): Horizontal {
    return this.horizontalAt(this.clock.now());
  }

  /** Where light really comes from: the mount's belief and its error. */
  get truth(): Equatorial {
    const believed = this.motion.state === 'TRACKING' ? this.motion.on : this.toEquatorial(this.horizontal);
    return offset(believed, this.pointingError.angleDeg, this.pointingError.sizeDeg);
  }

  get believed(): Equatorial {
    return this.motion.state === 'TRACKING' ? this.motion.on : this.toEquatorial(this.horizontal);
  }

  get state(): Motion['state'] {
    return this.motion.state;
  }

  status(): Values {
    const { altitudeDeg, azimuthDeg } = this.horizontal;
    const { raDeg, decDeg } = this.believed;
    return {
      STATE: this.motion.state,
      RA: round(raDeg, 6),
      DEC: round(decDeg, 6),
      ALT: round(altitudeDeg, 4),
      AZ: round(azimuthDeg, 4),
      AIRMASS: altitudeDeg > 0 ? round(airmass(altitudeDeg), 4) : 99,
      TRACKING: this.motion.state === 'TRACKING' ? 1 : 0,
      PARKED: this.motion.state === 'PARKED' ? 1 : 0,
    };
  }

  get(name: string): Value {
    const value = this.status()[name];
    if (value === undefined) throw new DeviceRefusal(102, `no ${name} here`);
    return value;
  }

  set(name: string, values: readonly Value[]): void {
    if (name !== 'COORD_RADEC') throw new DeviceRefusal(102, `no register ${name}`);
    if (values.length < 2 || values.length > 3) throw new DeviceRefusal(103, 'COORD_RADEC wants R.A., Dec. [J2000]');
    if (values.length === 3 && values[2] !== 'J2000') throw new DeviceRefusal(105, 'only J2000 is known');
    const [raDeg, decDeg] = [readRaDeg(values[0]), readDecDeg(values[1])];
    if (raDeg === undefined || decDeg === undefined) throw new DeviceRefusal(104, 'R.A. and Dec. must be angles');
    this.refuseBelowLimit(apparentAltAz({ raDeg, decDeg }, this.clock.now(), this.place));
    this.register = { raDeg, decDeg };
  }

  begin(name: string): Job {
    switch (name) {
      case 'START':
      case 'GOTO':
        return this.slew();
      case 'PARK':
        return this.park();
      case 'UNPARK':
        if (this.motion.state === 'PARKED') this.rest('IDLE');
        return instant({ STATE: this.motion.state });
      case 'STOP':
        this.moving?.stop();
        if (this.motion.state !== 'PARKED') this.rest('IDLE');
        return instant();
      default:
        throw new DeviceRefusal(102, `cannot DO ${name}`);
    }
  }

  powerCycle(): void {
    this.moving?.stop();
    this.rest('IDLE');
    this.register = undefined;
  }

  close(): void {
    clearInterval(this.watch);
  }

  private slew(): Job {
    const target = this.register;
    if (!target) throw new DeviceRefusal(201, 'no coordinates loaded: SET COORD_RADEC first');
    if (this.motion.state === 'PARKED') throw new DeviceRefusal(202, 'parked: UNPARK first');
    this.refuseWhileMoving();
    const now = this.clock.now();
    this.refuseBelowLimit(apparentAltAz(target, now, this.place));
    const roughS = this.secondsTo(apparentAltAz(target, now, this.place));
    const to = apparentAltAz(target, new Date(now.getTime() + roughS * 1000), this.place);
    return this.move('SLEWING', to, () => {
      const spread = () => (this.dice.normal() * POINTING_ERROR_ARCSEC) / 3600;
      this.pointingError = { angleDeg: this.dice.uniform() * 360, sizeDeg: Math.hypot(spread(), spread()) };
      this.motion = { state: 'TRACKING', on: target };
    });
  }

  private park(): Job {
    if (this.motion.state === 'PARKED') return instant({ STATE: 'PARKED' });
    if (this.motion.state === 'PARKING') throw new DeviceRefusal(200, 'is parking');
    this.moving?.stop();
    return this.move('PARKING', this.parkPosition, () => {
      this.motion = { state: 'PARKED', at: this.parkPosition };
    });
  }

  private move(state: 'SLEWING' | 'PARKING', to: Horizontal, arrive: () => void): Job {
    const from = this.horizontal;
    const seconds = this.secondsTo(to);
    const motion: Motion = { state, from, to, startMs: this.clock.now().getTime(), seconds };
    this.motion = motion;
    this.tell();
    const moving = job(seconds, async (signal): Promise<JobEnd> => {
      await this.clock.sleep(seconds, signal);
      if (signal.aborted) {
        if (this.motion === motion) this.rest('IDLE');
        return { outcome: 'CANCELLED' };
      }
      arrive();
      this.tell();
      return { outcome: 'DONE', values: this.status() };
    });
    this.moving = moving;
    return moving;
  }

  /** Stands still where it is now. */
  private rest(state: 'IDLE'): void {
    this.motion = { state, at: this.horizontal };
    this.tell();
  }

  private tell(): void {
    this.onNotice({ name: 'STATE', values: this.status() });
  }

  private keepLimits(): void {
    if (this.motion.state !== 'TRACKING' || this.horizontal.altitudeDeg >= this.limitAt(this.horizontal)) return;
    this.rest('IDLE');
    this.onNotice({ name: 'LIMIT', values: this.status() });
  }

  private horizontalAt(now: Date): Horizontal {
    const { motion } = this;
    if ('at' in motion) return motion.at;
    if ('on' in motion) return apparentAltAz(motion.on, now, this.place);
    const part = Math.min(1, (now.getTime() - motion.startMs) / 1000 / Math.max(motion.seconds, 1e-6));
    const [from, to] = [onSphere(motion.from), onSphere(motion.to)];
    const there = offset(from, positionAngle(from, to), separation(from, to) * part);
    return { altitudeDeg: there.decDeg, azimuthDeg: there.raDeg };
  }

  private toEquatorial(at: Horizontal): Equatorial {
    return equatorialAt(at, this.clock.now(), this.place);
  }

  private secondsTo(to: Horizontal): number {
    const angleDeg = separation(onSphere(this.horizontal), onSphere(to));
    return angleDeg / this.site.slewRateDegPerS + this.site.settleS;
  }

  private refuseWhileMoving(): void {
    const { state } = this.motion;
    if (state === 'SLEWING' || state === 'PARKING') throw new DeviceRefusal(200, `busy: ${state.toLowerCase()}`);
  }

  private refuseBelowLimit(at: Horizontal): void {
    const limit = this.limitAt(at);
    if (at.altitudeDeg >= limit) return;
    throw new DeviceRefusal(206, `altitude ${at.altitudeDeg.toFixed(1)} deg, lowest ${limit.toFixed(1)} deg`);
  }

  private limitAt(at: Horizontal): number {
    return Math.max(this.site.minAltitudeDeg, horizonAltitude(this.horizon, at.azimuthDeg));
  }

  private get parkPosition(): Horizontal {
    return { altitudeDeg: this.site.parkAltitudeDeg, azimuthDeg: this.site.parkAzimuthDeg };
  }
}

/** Horizontal coordinates as a sphere of their own; its handedness does not matter to a great circle. */
const onSphere = ({ altitudeDeg, azimuthDeg }: Horizontal): Equatorial => ({ raDeg: azimuthDeg, decDeg: altitudeDeg });

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
