import type { DomeSite } from '@nightjar/contracts';
import type { Value, Values } from '@nightjar/grammar';
import type { Clock } from '@nightjar/service-kit';
import { DeviceRefusal, instant, job, type Device, type Job, type JobEnd, type Notice } from './device.js';

type ShutterState = 'CLOSED' | 'OPENING' | 'OPEN' | 'CLOSING' | 'STOPPED';

/** A dome with one shutter and a sensor at each end. CLOSE is obeyed whatever it is doing. */
export class Dome implements Device {
  readonly word = 'DOME';
  onNotice: (notice: Notice) => void = () => undefined;
  /** 0 closed, 1 open, when it last began or stopped to move. */
  private startPart = 0;
  private startMs = 0;
  private direction: -1 | 0 | 1 = 0;
  private moving: Job | undefined;

  constructor(
    private readonly site: DomeSite,
    private readonly clock: Clock,
  ) {}

  get state(): ShutterState {
    if (this.direction !== 0) return this.direction > 0 ? 'OPENING' : 'CLOSING';
    return this.startPart === 1 ? 'OPEN' : this.startPart === 0 ? 'CLOSED' : 'STOPPED';
  }

  status(): Values {
    return { STATE: this.state, OPEN_PART: Number(this.part.toFixed(3)) };
  }

  get(name: string): Value {
    const value = this.status()[name];
    if (value === undefined) throw new DeviceRefusal(102, `no ${name} here`);
    return value;
  }

  set(name: string): void {
    throw new DeviceRefusal(102, `no register ${name}`);
  }

  begin(name: string): Job {
    switch (name) {
      case 'OPEN':
        if (this.direction !== 0) throw new DeviceRefusal(200, `busy: ${this.state.toLowerCase()}`);
        return this.move(1);
      case 'CLOSE':
        return this.move(-1);
      case 'STOP':
        this.halt();
        return instant(this.status());
      default:
        throw new DeviceRefusal(102, `cannot DO ${name}`);
    }
  }

  powerCycle(): void {
    this.halt();
  }

  private move(direction: -1 | 1): Job {
    this.halt();
    const goal = direction > 0 ? 1 : 0;
    const seconds = Math.abs(goal - this.startPart) * this.site.openS;
    if (seconds === 0) return instant(this.status());
    this.direction = direction;
    this.startMs = this.clock.now().getTime();
    this.tell();
    const moving = job(seconds, async (signal): Promise<JobEnd> => {
      await this.clock.sleep(seconds, signal);
      if (signal.aborted) return { outcome: 'CANCELLED' };
      this.startPart = goal;
      this.direction = 0;
      this.tell();
      return { outcome: 'DONE', values: this.status() };
    });
    this.moving = moving;
    return {
      ...moving,
      stop: () => {
        if (this.moving === moving) this.halt();
      },
    };
  }

  private halt(): void {
    const { moving } = this;
    this.moving = undefined;
    if (this.direction !== 0) {
      this.startPart = this.part;
      this.direction = 0;
      this.tell();
    }
    moving?.stop();
  }

  private get part(): number {
    const travelled = ((this.clock.now().getTime() - this.startMs) / 1000 / this.site.openS) * this.direction;
    return Math.min(1, Math.max(0, this.startPart + travelled));
  }

  private tell(): void {
    this.onNotice({ name: 'SHUTTER', values: { state: this.state } });
  }
}
