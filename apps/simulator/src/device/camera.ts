import type { CameraSite } from '@nightjar/contracts';
import type { Value, Values } from '@nightjar/grammar';
import type { Clock } from '@nightjar/service-kit';
import { DeviceRefusal, job, wantNumber, type Device, type Job, type JobEnd, type Notice } from './device.js';

export type FrameType = 'LIGHT' | 'DARK' | 'BIAS';

/** What is to be on a frame. */
export interface Exposure {
  readonly id: string;
  readonly startAt: Date;
  readonly exposureS: number;
  readonly filter: string;
  readonly object: string;
  readonly type: FrameType;
}

/** Makes the frame of an exposure as a FITS file; asked when the shutter has closed. */
export interface Darkroom {
  /** The shutter opens: what can be prepared may be. */
  begin(exposure: Exposure): void;
  develop(exposure: Exposure): Promise<Uint8Array>;
}

const FRAME_TYPES: readonly FrameType[] = ['LIGHT', 'DARK', 'BIAS'];

/** A camera: registers, an exposure, the read-out, then the frame. An aborted exposure leaves nothing. */
export class Camera implements Device {
  readonly word: string;
  onNotice: (notice: Notice) => void = () => undefined;
  private state: 'IDLE' | 'EXPOSING' | 'READING' = 'IDLE';
  private exposureS: number | undefined;
  private filter: string;
  private object = '';
  private type: FrameType = 'LIGHT';
  private endMs = 0;
  private last: { readonly values: Values; readonly file: Uint8Array } | undefined;
  private running: Job | undefined;

  constructor(
    private readonly site: CameraSite,
    private readonly clock: Clock,
    private readonly darkroom: Darkroom,
  ) {
    this.word = `CAMERA.${site.name}`;
    this.filter = site.filters[0] ?? 'C';
  }

  status(): Values {
    const leftS = this.state === 'EXPOSING' ? Math.max(0, (this.endMs - this.clock.now().getTime()) / 1000) : 0;
    return {
      STATE: this.state,
      FILTER: this.filter,
      EXPTIME: this.exposureS ?? 0,
      FRAME_TYPE: this.type,
      OBJECT: this.object,
      EXPOSURE_LEFT: Number(leftS.toFixed(3)),
      TEMP: -60,
      LAST_IMAGE: this.last?.values['JOB'] ?? '',
    };
  }

  get(name: string): Value {
    const value = this.status()[name];
    if (value === undefined) throw new DeviceRefusal(102, `no ${name} here`);
    return value;
  }

  set(name: string, values: readonly Value[]): void {
    if (values.length !== 1) throw new DeviceRefusal(103, `${name} wants one value`);
    if (this.state === 'EXPOSING') throw new DeviceRefusal(200, 'busy: exposing');
    const [value = ''] = values;
    switch (name) {
      case 'EXPTIME':
        this.exposureS = wantNumber(value, 'EXPTIME', 0, this.site.maxExposureS);
        return;
      case 'FILTER':
        if (!this.site.filters.includes(String(value))) {
          throw new DeviceRefusal(105, `filter ${value} is not in the wheel: ${this.site.filters.join(' ')}`);
        }
        this.filter = String(value);
        return;
      case 'OBJECT':
        this.object = String(value);
        return;
      case 'FRAME_TYPE': {
        const type = FRAME_TYPES.find((known) => known === value);
        if (!type) throw new DeviceRefusal(105, `FRAME_TYPE is one of ${FRAME_TYPES.join(' ')}`);
        this.type = type;
        return;
      }
      default:
        throw new DeviceRefusal(102, `no register ${name}`);
    }
  }

  begin(name: string, _values: readonly Value[], id: string): Job {
    if (name !== 'START') throw new DeviceRefusal(102, `cannot DO ${name}`);
    if (this.state !== 'IDLE') throw new DeviceRefusal(200, `busy: ${this.state.toLowerCase()}`);
    if (this.exposureS === undefined) throw new DeviceRefusal(201, 'no exposure time loaded: SET EXPTIME first');
    const { exposureS, filter, object, type } = this;
    const exposure = { id, startAt: this.clock.now(), exposureS, filter, object, type };
    this.endMs = exposure.startAt.getTime() + exposureS * 1000;
    this.become('EXPOSING');
    this.darkroom.begin(exposure);
    this.running = job(exposureS + this.site.readoutS, (signal) => this.expose(exposure, signal));
    return this.running;
  }

  lastFile(): { readonly values: Values; readonly file: Uint8Array } | undefined {
    return this.last;
  }

  powerCycle(): void {
    this.running?.stop();
    this.exposureS = undefined;
    this.last = undefined;
  }

  private async expose(exposure: Exposure, signal: AbortSignal): Promise<JobEnd> {
    try {
      await this.clock.sleep(exposure.exposureS, signal);
      if (signal.aborted) return { outcome: 'CANCELLED' };
      this.become('READING');
      const [file] = await Promise.all([this.darkroom.develop(exposure), this.clock.sleep(this.site.readoutS, signal)]);
      if (signal.aborted) return { outcome: 'CANCELLED' };
      const values = {
        JOB: exposure.id,
        START: exposure.startAt.toISOString(),
        EXPTIME: exposure.exposureS,
        FILTER: exposure.filter,
        OBJECT: exposure.object,
      };
      this.last = { values, file };
      return { outcome: 'DONE', values, file };
    } catch (fault) {
      return { outcome: 'ERR', code: 400, says: `read-out failed: ${String(fault)}`.slice(0, 200) };
    } finally {
      this.running = undefined;
      this.become('IDLE');
    }
  }

  private become(state: Camera['state']): void {
    this.state = state;
    this.onNotice({ name: 'STATE', values: { STATE: state } });
  }
}
