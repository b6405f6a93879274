import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  type Block,
  type Command,
  InstrumentState,
  newId,
  type NightPlan,
  type ObservationRequest,
  type Site,
} from '@nightjar/contracts';
import { judgeBlock } from '@nightjar/planning';
import { Clock, Log, SITE, Vitals } from '@nightjar/service-kit';
import { Commander } from './commander.js';
import { Housekeeper } from './housekeeper.js';
import { Knowledge } from './knowledge.js';
import { SequencerStore } from './sequencer.store.js';
import { domeOf, type Safety } from './situation.js';
import { TelescopeRunner } from './telescope-runner.js';

/** Wall seconds between two attempts to learn of the instruments at the start. */
const LEARN_AGAIN_S = 0.5;

/** Starts a runner for each telescope and the housekeeper, and passes on to them what the bus tells. */
@Injectable()
export class SequencerService implements OnModuleInit, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly runners: readonly TelescopeRunner[];
  private readonly housekeeper: Housekeeper;
  private ended: Promise<unknown> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly store: SequencerStore,
    private readonly commander: Commander,
    private readonly knowledge: Knowledge,
    private readonly clock: Clock,
    log: Log,
    vitals: Vitals,
    @Inject(SITE) private readonly site: Site,
  ) {
    const parts = { site, clock, log, store, commander, knowledge, vitals };
    this.runners = site.telescopes.map((telescope) => new TelescopeRunner(telescope, parts));
    const observing = (): boolean => this.runners.some((runner) => runner.observing);
    this.housekeeper = new Housekeeper(site, clock, log, commander, knowledge, observing);
  }

  async onModuleInit(): Promise<void> {
    const plan = await this.store.plan();
    if (plan) this.knowledge.takePlan(plan);
    for (const runner of this.runners) await runner.load();
    this.bus.hear(InstrumentState, (instrument) => Promise.resolve(this.knowledge.takeInstrument(instrument)));
    this.warmUp();
    const { signal } = this.stopping;
    this.ended = Promise.all([
      this.learn(signal),
      this.housekeeper.run(signal),
      ...this.runners.map((runner) => runner.run(signal)),
    ]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  /** A new plan is in force at once; it is kept meanwhile. */
  async planMade(plan: NightPlan): Promise<void> {
    this.knowledge.takePlan(plan);
    await this.store.keepPlan(plan);
  }

  commandChanged(command: Command): void {
    for (const runner of this.runners) runner.hear(command);
    const isDome = command.instrument === domeOf(this.site);
    if (isDome && command.state === 'DONE' && command.order.action === 'open')
      this.knowledge.takeState(command.instrument, 'OPEN');
  }

  /** Bad weather interrupts what runs; when it is good again the night that is left is planned anew. */
  async safetyChanged(safety: Safety): Promise<void> {
    const was = this.knowledge.safety;
    this.knowledge.takeSafety(safety);
    if (safety.safe && was && !was.safe) await this.commander.replan(`safe again: ${safety.because}`);
  }

  requestChanged({ id, state, because }: ObservationRequest): void {
    if (state === 'CANCELLED') this.knowledge.cancel(id, because);
  }

  /** Judges an invented block, to no effect: the first alert must not wait for the code to be compiled. */
  private warmUp(): void {
    const [at, id] = [this.clock.now().toISOString(), newId('req')];
    const camera = this.site.cameras[0]?.name ?? '';
    const constraints = { minAltitudeDeg: -90, minMoonSeparationDeg: 0, maxSunAltitudeDeg: 90 };
    const block: Block = {
      ...{
        request: id,
        target: id,
        targetName: '',
        raDeg: 0,
        decDeg: this.site.latitudeDeg,
        startAt: at,
        endAt: at,
        airmass: 1,
      },
      ...{ priority: 0, interrupts: true, camera, constraints, traceId: null },
      configurations: [{ filter: '', exposureS: 1, count: 20 }],
    };
    for (let i = 0; i < 20; i++) judgeBlock(block, { safe: true, because: '', leadS: i }, this.clock.now(), this.site);
  }

  /** What instruments know at the start; after that they tell every change. */
  private async learn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { safe, because, results } = await this.commander.instruments();
        for (const instrument of results) this.knowledge.takeInstrument(instrument);
        if (!this.knowledge.safety) this.knowledge.takeSafety({ safe, because });
        return;
      } catch {
        await this.clock.sleep(LEARN_AGAIN_S * this.clock.rate, signal);
      }
    }
  }
}
