import { Inject, Injectable } from '@nestjs/common';
import {
  type Block,
  type NightPlan,
  type ObservationRequest,
  PlanMade,
  RequestChanged,
  type Site,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { durationOf, NightSky, observingNight, planNight, type PlanParts, restOf } from '@nightjar/planning';
import { Clock, Log, SITE, type JobInHand } from '@nightjar/service-kit';
import { warmUp } from './warm-up.js';
import { type PlannableRequest, type Progress, SchedulerStore, type Standing } from './scheduler.store.js';

/** Makes the plan of the night: load, decide through the planning library, save, tell; one transaction. */
@Injectable()
export class NightPlanner {
  private sky: NightSky | null | undefined;
  private lookedAtMs = 0;

  constructor(
    private readonly database: Database,
    private readonly store: SchedulerStore,
    private readonly clock: Clock,
    private readonly log: Log,
    @Inject(SITE) private readonly site: Site,
  ) {}

  /** The sky of the night that reigns or comes next; computed once a night, as it costs more than the planning. */
  tonight(now: Date = this.clock.now()): NightSky | null {
    const over = this.sky ? now.getTime() >= this.sky.span.endMs : now.getTime() - this.lookedAtMs > 3_600_000;
    if (this.sky !== undefined && !over && now.getTime() >= this.lookedAtMs) return this.sky;
    const night = observingNight(now, this.site);
    this.sky = night && new NightSky(this.site, night);
    this.lookedAtMs = now.getTime();
    return this.sky;
  }

  /** Makes the first alert as fast as the next. */
  prepare(): void {
    this.tonight();
    warmUp(this.site, this.clock.now());
  }

  /**
   * Makes the plan. It is told before the requests learn of it: telescopes do not wait for a thousand rows. The job ends
   * with the latter, so a plan of which the requests did not learn is made once more.
   */
  async plan(because: string, job: JobInHand): Promise<void> {
    const began = performance.now();
    const { plan, requests, parts } = await this.database.transaction((tx) => this.make(tx, because));
    const ms = Number((performance.now() - began).toFixed(1));
    const blocks = `${plan.blocks.length} ${plan.blocks.length === 1 ? 'block' : 'blocks'}`;
    this.log.info(`plan ${plan.version}: ${blocks}, ${plan.unscheduled.length} not placed`, { because, ms });
    await job.succeed((tx) => this.note(tx, requests, parts));
  }

  private async make(tx: Transaction, because: string) {
    const now = this.clock.now();
    const requests = await this.expire(tx, await this.store.active(tx), now);
    const running = await this.store.running(tx);
    const parts = this.decide(now, requests, running);
    const { night, blocks, unscheduled } = parts;
    const version = await this.store.nextVersion(tx);
    const plan: NightPlan = { version, createdAt: now.toISOString(), night, blocks, unscheduled };
    await this.store.savePlan(tx, plan, because);
    await tx.emit(PlanMade, plan);
    return { plan, requests, parts };
  }

  private decide(now: Date, requests: readonly PlannableRequest[], running: readonly Progress[]): PlanParts {
    const sky = this.tonight(now);
    const none = { reason: 'no_night', says: 'it gets dark at no time within a day' };
    if (!sky)
      return {
        night: null,
        blocks: [],
        scheduled: [],
        unscheduled: requests.map(({ id }) => ({ request: id, ...none })),
      };
    const frozen = running.flatMap((one) => this.expected(one, now) ?? []);
    return planNight({ now, sky, requests: requests.map((one) => heldBack(one, sky)), running: frozen });
  }

  /** A running block with the end that its remaining exposures let expect. */
  private expected({ block, frames }: Progress, now: Date): Block | null {
    if (!block) return null;
    const readoutS = this.site.cameras.find(({ name }) => name === block.camera)?.readoutS ?? 0;
    const restS = durationOf(restOf(block.configurations, frames), readoutS);
    return { ...block, endAt: new Date(now.getTime() + restS * 1000).toISOString() };
  }

  /** Requests whose last window is over have expired; the others are returned. */
  private async expire(tx: Transaction, requests: readonly PlannableRequest[], now: Date): Promise<PlannableRequest[]> {
    const waiting: PlannableRequest[] = [];
    for (const request of requests) {
      const last = request.windows
        .map(({ endAt }) => endAt)
        .sort()
        .at(-1);
      if (!last || last > now.toISOString() || request.state === 'RUNNING') waiting.push(request);
      else await this.lapse(tx, request, last);
    }
    return waiting;
  }

  private async lapse(tx: Transaction, request: ObservationRequest, last: string): Promise<void> {
    const because = `its last window ended at ${last.slice(0, 16)} UTC`;
    const expired: ObservationRequest = { ...request, state: 'EXPIRED', because };
    await this.store.setState(tx, expired);
    await tx.emit(RequestChanged, expired);
  }

  /**
   * Every planned request learns where it stands, and the others why they do not. The plan has told where and when; what
   * is told of a request is that it has come into the plan or fallen out of it. Else each plan of a full night would be
   * told once more for every request that waits.
   */
  private async note(tx: Transaction, requests: readonly ObservationRequest[], parts: PlanParts): Promise<void> {
    const planned = new Map(parts.scheduled.map(({ request, says }) => [request, says]));
    const refused = new Map(parts.unscheduled.map(({ request, says }) => [request, says]));
    const standings = requests.map(({ id }): Standing => {
      const says = planned.get(id);
      if (says) return { id, state: 'SCHEDULED', because: says };
      return { id, state: 'PENDING', because: `not planned: ${refused.get(id) ?? 'unknown'}` };
    });
    for (const request of await this.store.place(tx, standings)) await tx.emit(RequestChanged, request);
  }
}

/** A request that failed is planned only after a while: its windows begin no earlier. */
const heldBack = ({ notBefore, ...request }: PlannableRequest, sky: NightSky): ObservationRequest => {
  if (!notBefore) return request;
  const always = { startAt: notBefore, endAt: new Date(sky.span.endMs).toISOString() };
  const later = (request.windows.length ? request.windows : [always])
    .map(({ startAt, endAt }) => ({ startAt: startAt > notBefore ? startAt : notBefore, endAt }))
    .filter(({ startAt, endAt }) => startAt < endAt);
  // No window at all would mean any time: one without length stands for never.
  return { ...request, windows: later.length ? later : [{ startAt: notBefore, endAt: notBefore }] };
};
