import {
  type Command,
  CommandChanged,
  type Instrument,
  InstrumentState,
  isFinal,
  ListCommands,
  ListInstruments,
  newId,
  Refusal,
  Replan,
  SafetyChanged,
  SubmitCommand,
  type Takes,
} from '@nightjar/contracts';
import type { Night } from '@nightjar/testkit';

/** How long the played devices take, wall milliseconds. */
export interface Pace {
  readonly slewMs: number;
  readonly exposureMs: number;
  readonly domeMs: number;
}

/**
 * Instruments for the sequencer's specs, on the real bus: the same contracts, idempotent identifiers, one command at a time for each
 * device, interlocks; only the devices behind it are timers.
 */
export class InstrumentsPeer implements Disposable {
  readonly commands: Command[] = [];
  readonly submissions: Takes<typeof SubmitCommand>[] = [];
  readonly replans: string[] = [];
  dome = 'CLOSED';
  mount = 'PARKED';
  safe = true;
  /** What the next exposures come to, in turn; then DONE. */
  readonly script: ('FAILED' | 'DONE')[] = [];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly pointing = { RA: 180, DEC: 30 };

  constructor(
    private readonly night: Night,
    private readonly pace: Pace = { slewMs: 30, exposureMs: 40, domeMs: 30 },
  ) {
    night.bus.serve(SubmitCommand, (ask) => this.submit(ask));
    night.bus.serve(ListCommands, ({ id }) =>
      Promise.resolve({ results: this.commands.filter((one) => id === undefined || one.id === id) }),
    );
    night.bus.serve(ListInstruments, () =>
      Promise.resolve({ results: this.instruments(), safe: this.safe, because: this.safe ? 'all good' : 'wind' }),
    );
    night.bus.serve(Replan, ({ because }) => {
      this.replans.push(because);
      return Promise.resolve({ outcome: 'queued', job: newId('job') });
    });
  }

  done(action: Command['order']['action']): Command[] {
    return this.commands.filter((one) => one.order.action === action && one.state === 'DONE');
  }

  async weather(safe: boolean, because: string): Promise<void> {
    this.safe = safe;
    if (!safe) {
      this.dome = 'CLOSED';
      this.tell();
    }
    await this.night.publish(SafetyChanged, { safe, because, at: new Date().toISOString() });
  }

  /** Its devices come to rest. */
  [Symbol.dispose](): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private instruments(): Instrument[] {
    const common = { ageS: 0, interlocks: [], lastCommand: null };
    return [
      { ...common, name: 'mount', kind: 'telescope', state: this.mount, values: this.pointing },
      { ...common, name: 'north', kind: 'camera', state: 'IDLE', values: {} },
      { ...common, name: 'dome', kind: 'dome', state: this.dome, values: {} },
    ];
  }

  private tell(): void {
    for (const instrument of this.instruments()) this.night.bus.tell(InstrumentState, instrument, instrument.name);
  }

  private async submit(ask: Takes<typeof SubmitCommand>): Promise<Command> {
    this.submissions.push(ask);
    const known = this.commands.find(({ id }) => id === ask.id);
    if (known) return known;
    this.refuse(ask);
    const now = new Date().toISOString();
    const command: Command = {
      ...{ id: ask.id ?? newId('cmd'), instrument: ask.instrument, order: ask.order, state: 'RUNNING', because: null },
      ...{ observation: ask.observation, actor: ask.actor, sentAt: now, createdAt: now, finishedAt: null, frame: null },
      traceId: null,
    };
    this.commands.push(command);
    await this.begin(command);
    return { ...command, state: 'ACCEPTED' };
  }

  private refuse({ instrument, order }: Takes<typeof SubmitCommand>): void {
    const protective = ['stop', 'abort', 'close', 'park'].includes(order.action);
    const busy = this.commands.find((one) => one.instrument === instrument && !isFinal(one.state));
    if (busy && !protective) throw new Refusal('busy', `${instrument} is busy with ${busy.order.action}`);
    if (order.action === 'expose' && this.dome !== 'OPEN') throw new Refusal('interlock', `the dome is ${this.dome}`);
    if (order.action === 'open' && !this.safe) throw new Refusal('interlock', 'the weather is bad');
  }

  private async begin(command: Command): Promise<void> {
    const { slewMs, exposureMs, domeMs } = this.pace;
    switch (command.order.action) {
      case 'slew':
        return this.later(command, slewMs, () => {
          if (command.order.action === 'slew')
            Object.assign(this.pointing, { RA: command.order.raDeg, DEC: command.order.decDeg });
          this.mount = 'TRACKING';
        });
      case 'expose':
        return this.later(command, exposureMs, () => undefined, this.script.shift() ?? 'DONE');
      case 'open':
        return this.later(command, domeMs, () => (this.dome = 'OPEN'));
      case 'close':
        return this.later(command, domeMs, () => (this.dome = 'CLOSED'));
      case 'park':
        return this.later(command, slewMs, () => (this.mount = 'PARKED'));
      default:
        await this.abort(command.instrument, command.id);
        return this.later(command, 0, () => undefined);
    }
  }

  private later(command: Command, ms: number, effect: () => void, state: Command['state'] = 'DONE'): void {
    const finish = (): void => {
      effect();
      this.tell();
      void this.end(command, state, state === 'DONE' ? null : 'the shutter is stuck');
    };
    this.timers.set(command.id, setTimeout(finish, ms));
  }

  private async abort(instrument: string, except: string): Promise<void> {
    for (const command of this.commands) {
      if (command.instrument !== instrument || command.id === except || isFinal(command.state)) continue;
      clearTimeout(this.timers.get(command.id));
      await this.end(command, 'ABORTED', 'stopped');
    }
  }

  private async end(command: Command, state: Command['state'], because: string | null): Promise<void> {
    Object.assign(command, { state, because, finishedAt: new Date().toISOString() });
    await this.night.publish(CommandChanged, command);
  }
}
