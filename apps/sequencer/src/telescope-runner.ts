import { withinTraceId } from '@nightjar/bus';
import { type Block, type Command, newId, type Order, type Site, type TelescopeSite } from '@nightjar/contracts';
import type { Clock, Log, Vitals } from '@nightjar/service-kit';
import type { Commander } from './commander.js';
import { endSays } from './end-says.js';
import type { Knowledge } from './knowledge.js';
import { nextStep, type Step } from './next-step.js';
import { beginning, ended } from './observation-life.js';
import type { SequencerStore } from './sequencer.store.js';
import { afterCommand, distanceDeg, domeOf, type InFlight, type Running, type Situation } from './situation.js';
import { Wakeable } from './wakeable.js';

export interface RunnerParts {
  readonly site: Site;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: SequencerStore;
  readonly commander: Commander;
  readonly knowledge: Knowledge;
  /** Shows in the heartbeat what is being observed. */
  readonly vitals: Vitals;
}

/** Wall seconds before a failed step is tried again, and before instruments that are away are called again. */
const RETRY_S = 1;
const AWAY_S = 0.3;
const FAULT_S = 0.5;

/** Carries out the steps of one telescope, one after the other. What is written down comes before what is sent. */
export class TelescopeRunner {
  private running: Running | null = null;
  private finishedMs = new Map<string, number>();
  private readonly bed = new Wakeable();
  private endOperation: () => void = () => undefined;

  constructor(
    private readonly telescope: TelescopeSite,
    private readonly parts: RunnerParts,
  ) {
    parts.knowledge.onChange(() => this.bed.wake());
  }

  get observing(): boolean {
    return this.running !== null;
  }

  /** Reads what this telescope was at when the service ended. */
  async load(): Promise<void> {
    const { store, clock } = this.parts;
    this.finishedMs = await store.finishedMs(this.telescope.name);
    const running = await store.running(this.telescope.name);
    if (running) this.take({ ...running, readyAtMs: clock.now().getTime(), pointedAtMs: clock.now().getTime() });
  }

  /** A command changed; only the one in flight matters. */
  hear({ id, state, because }: Pick<Command, 'id' | 'state' | 'because'>): void {
    if (this.running?.command?.id !== id) return;
    this.running = afterCommand(this.running, state, because, this.nowMs, this.wallMs(RETRY_S));
    this.bed.wake();
    if (!this.running.command) this.parts.knowledge.changed();
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.recover(signal);
    while (!signal.aborted) {
      try {
        await this.carryOut(nextStep(this.situation()), signal);
      } catch (fault) {
        this.parts.log.error(`${this.telescope.name}: a step failed and is tried again`, { fault: String(fault) });
        await this.pause(FAULT_S, signal);
      }
    }
  }

  /** Asks instruments what became of the command that was in flight when an earlier run of this service ended. */
  private async recover(signal: AbortSignal): Promise<void> {
    const command = this.running?.command;
    if (!command || !this.running) return;
    this.parts.log.info(`goes on with ${this.running.observation.targetName}: ${this.running.observation.step}`);
    while (!signal.aborted) {
      try {
        const known = await this.parts.commander.whatBecameOf(command.id);
        // Unknown to instruments: it was never sent, and is offered under the identifier it already has.
        if (known) this.hear(known);
        return;
      } catch {
        await this.pause(AWAY_S, signal);
      }
    }
  }

  private situation(): Situation {
    const { site, clock, knowledge } = this.parts;
    const { plan, safety, cancelled } = knowledge;
    return {
      ...{ now: clock.now(), rate: clock.rate, site, telescope: this.telescope, plan, safety, cancelled },
      domeState: knowledge.state(domeOf(site)),
      mountState: knowledge.state(this.telescope.name),
      pointing: knowledge.pointing(this.telescope.name),
      running: this.running,
      finishedMs: this.finishedMs,
    };
  }

  private async carryOut(step: Step, signal: AbortSignal): Promise<void> {
    if (step.kind === 'rest') return this.rest(step, signal);
    const block = 'block' in step ? step.block : this.running?.block;
    await withinTraceId(block?.traceId ?? null, `${this.telescope.name} ${step.kind}`, () => this.act(step));
  }

  private async act(step: Exclude<Step, { kind: 'rest' }>): Promise<void> {
    switch (step.kind) {
      case 'begin':
        return this.begin(step.block, step.stops);
      case 'refuse':
        return this.refuse(step.block, step.because);
      case 'submit':
        return this.submit();
      case 'point':
        return this.command({ action: 'slew', ...this.position() }, this.slewing(this.current.block));
      case 'expose':
        return this.expose(step);
      case 'end':
        return this.end(step);
    }
  }

  /** While an observation waits, a person is told for what. */
  private async rest({ untilMs, says }: Extract<Step, { kind: 'rest' }>, signal: AbortSignal): Promise<void> {
    const { running } = this;
    if (running?.pointed && !running.command && running.failures === 0 && running.observation.step !== says) {
      const told = { ...running, observation: { ...running.observation, step: says } };
      await withinTraceId(running.block.traceId, says, () => this.parts.store.save(this.telescope.name, told));
      if (this.running === running) this.running = told;
      this.note(says, running);
    }
    await this.bed.rest(this.parts.clock, untilMs, signal);
  }

  private async begin(block: Block, stops: string | null): Promise<void> {
    const old = this.running;
    const slew = this.inFlight(this.telescope.name, { action: 'slew', raDeg: block.raDeg, decDeg: block.decDeg });
    const next = beginning(block, slew, this.slewing(block), this.now);
    const stopped = old && ended(old, 'INTERRUPTED', stops, this.now);
    await this.parts.store.save(this.telescope.name, ...(stopped ? [stopped] : []), next);
    if (old) this.keepEnd(old);
    this.take(next);
    if (old) await this.halt(old);
    await this.submit();
    this.parts.knowledge.changed();
    // last, as an alert's slew waits for everything above
    if (stopped) this.noteEnd(stopped);
    this.note(next.observation.step, next);
  }

  private take(running: Running): void {
    this.endOperation();
    this.endOperation = this.parts.vitals.running(`observing ${running.observation.targetName}`);
    this.running = running;
  }

  private async refuse(block: Block, because: string): Promise<void> {
    const refused = ended(beginning(block, null, this.slewing(block), this.now), 'FAILED', because, this.now);
    await this.parts.store.save(this.telescope.name, refused);
    this.keepEnd(refused);
    this.noteEnd(refused);
  }

  private async expose({ number, configuration }: Extract<Step, { kind: 'expose' }>): Promise<void> {
    const { block, observation, failures } = this.current;
    const { exposureS, filter } = configuration;
    const again = failures > 0 ? `, attempt ${failures + 1}` : '';
    const says = `exposure ${number} of ${observation.framesPlanned}, ${exposureS} s in ${filter}${again}`;
    await this.command({ action: 'expose', exposureS, filter, object: block.targetName }, says, block.camera);
  }

  /** Writes a command down with its identifier, then sends it. */
  private async command(order: Order, step: string, instrument: string = this.telescope.name): Promise<void> {
    const running = this.current;
    const command = this.inFlight(instrument, order);
    const next = { ...running, command, observation: { ...running.observation, step } };
    await this.parts.store.save(this.telescope.name, next);
    this.running = next;
    this.note(step, next);
    await this.submit();
  }

  /** Offers the command in flight to instruments; harmless when they have it already. */
  private async submit(): Promise<void> {
    const { command, observation } = this.current;
    if (!command) return;
    const submission = await this.parts.commander.submit(command, observation);
    if (submission.outcome === 'accepted') return this.hear(submission.command);
    if (submission.outcome === 'refused')
      return this.hear({ id: command.id, state: 'REJECTED', because: submission.because });
    if (this.running?.command?.id !== command.id) return;
    this.running = { ...this.running, retryAtMs: this.nowMs + this.wallMs(AWAY_S) };
  }

  private async end({ state, because, abort }: Extract<Step, { kind: 'end' }>): Promise<void> {
    const old = this.current;
    const over = ended(old, state, because, this.now);
    await this.parts.store.save(this.telescope.name, over);
    this.keepEnd(old);
    this.noteEnd(over);
    this.running = null;
    this.endOperation();
    if (abort) await this.halt(old);
    this.parts.knowledge.changed();
  }

  private keepEnd({ block }: Running): void {
    this.finishedMs.set(block.request, Math.max(this.nowMs, Date.parse(block.startAt)));
  }

  /** A line for whoever follows the night. */
  private note(says: string, { observation: { id, request } }: Running): void {
    this.parts.log.info(says, { observation: id, request });
  }

  private noteEnd({ observation }: Running): void {
    const { id, request, state } = observation;
    this.parts.log[state === 'FAILED' ? 'warn' : 'info'](endSays(observation), { observation: id, request });
  }

  /** Stops what a device is at. A mount must have stopped before it goes elsewhere; a camera does not stand in the way. */
  private async halt({ command, observation }: Running): Promise<void> {
    if (!command) return;
    const { commander } = this.parts;
    if (command.order.action === 'expose') void commander.order(command.instrument, { action: 'abort' }, observation);
    else await commander.order(command.instrument, { action: 'stop' }, observation);
  }

  private get current(): Running {
    if (!this.running) throw new Error('nothing is running');
    return this.running;
  }

  private position(): { raDeg: number; decDeg: number } {
    const { raDeg, decDeg } = this.current.block;
    return { raDeg, decDeg };
  }

  private slewing(block: Block): string {
    const away = distanceDeg(this.situation(), block);
    return `slewing to ${block.targetName}${away === null ? '' : `, ${away.toFixed(away < 1 ? 1 : 0)}° away`}`;
  }

  private inFlight(instrument: string, order: Order): InFlight {
    return { id: newId('cmd'), instrument, order, submitted: false };
  }

  private get now(): Date {
    return this.parts.clock.now();
  }

  private get nowMs(): number {
    return this.now.getTime();
  }

  /** Seconds on the wall as milliseconds of the observatory: machines do not recover faster in a fast replay. */
  private wallMs(seconds: number): number {
    return seconds * 1000 * this.parts.clock.rate;
  }

  private async pause(seconds: number, signal: AbortSignal): Promise<void> {
    await this.parts.clock.sleep(seconds * this.parts.clock.rate, signal);
  }
}
