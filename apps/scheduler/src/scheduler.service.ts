import { Inject, Injectable } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  type Gives,
  newId,
  type Notice,
  NoticeJudged,
  type NoticeMatched,
  type Observation,
  type ObservationRequest,
  type Outcome,
  PlanNight,
  Refusal,
  RequestChanged,
  type Replan,
  type Site,
  type Carries,
  type CancelRequest,
  type Takes,
  type Target,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { exposuresIn, judgeNotice, type NoticeVerdict, type RequestDraft, restOf } from '@nightjar/planning';
import { Clock, SITE } from '@nightjar/service-kit';
import { NightPlanner } from './night-planner.js';
import { type KnownRequest, type Progress, SchedulerStore } from './scheduler.store.js';

const isActive = ({ state }: Pick<ObservationRequest, 'state'>): boolean =>
  state === 'PENDING' || state === 'SCHEDULED' || state === 'RUNNING';

/** After so many failed observations a request is given up. */
const MOST_FAILURES = 8;
/** Rest after a first failure, observatory seconds; it doubles each time. */
const FIRST_REST_S = 15;

type Change = Pick<ObservationRequest, 'state' | 'because'>;

/** Requests: made and revised by notices, moved on by observations, cancelled by operators. */
@Injectable()
export class SchedulerService {
  constructor(
    private readonly database: Database,
    private readonly store: SchedulerStore,
    private readonly planner: NightPlanner,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: Site,
  ) {}

  /** A notice met the catalogue: judged, turned into a request, told, and a plan asked for; once whatever happens. */
  async judge({ notice, target }: Carries<typeof NoticeMatched>, meta: Meta): Promise<void> {
    await this.database.once(meta, async (tx) => {
      const newest = await this.store.newestOf(tx, target?.id ?? null, notice);
      const known = asksAnew(notice, newest) ? null : newest;
      const verdict = await this.verdictOn(tx, notice, known);
      const request = await this.follow(tx, verdict, notice, target, known);
      const outcome: Outcome = { decision: verdict.decision, because: verdict.because, request: request?.id ?? null };
      await tx.emit(NoticeJudged, { notice: notice.id, outcome });
    });
  }

  private async verdictOn(tx: Transaction, notice: Notice, known: KnownRequest | null): Promise<NoticeVerdict> {
    const active = known && isActive(known) ? known : null;
    const now = this.clock.now();
    const verdict = judgeNotice({ notice, now, site: this.site, tonight: this.planner.tonight(now), active });
    if (verdict.decision === 'ignore') return verdict;
    if (verdict.decision === 'withdraw') {
      await this.store.retract(tx, keysOf(notice, notice.cites), notice.id);
      return verdict;
    }
    if (await this.store.retracted(tx, keysOf(notice, [notice.ivoid])))
      return { decision: 'withdraw', because: 'its retraction came first', draft: null };
    if (known?.state === 'COMPLETED' || known?.state === 'CANCELLED')
      return { decision: 'ignore', because: `its request is over: ${known.because}`, draft: null };
    if (active && verdict.decision === 'refuse')
      return { ...verdict, because: `${verdict.because}; the request of an earlier notice stands`, draft: null };
    return verdict;
  }

  /** What a verdict does to the requests. @returns the request it made or changed */
  private async follow(
    tx: Transaction,
    verdict: NoticeVerdict,
    notice: Notice,
    target: Target | null,
    known: KnownRequest | null,
  ): Promise<ObservationRequest | null> {
    if (verdict.decision === 'withdraw') return this.withdraw(tx, verdict.because, known);
    if (!verdict.draft || !target) return verdict.decision === 'ignore' ? null : known;
    const drafted = this.drafted(verdict.draft, notice, target, known);
    const change: Change =
      verdict.decision === 'refuse'
        ? { state: 'REJECTED', because: verdict.because }
        : { state: drafted.state === 'RUNNING' ? 'RUNNING' : 'PENDING', because: verdict.because };
    const request = { ...drafted, ...change };
    const errorDeg = sharper(notice, known) ? notice.errorDeg : (known?.errorDeg ?? null);
    await this.store.save(tx, request, { mission: notice.mission, trigger: notice.trigger, errorDeg });
    await tx.emit(RequestChanged, request);
    if (verdict.decision !== 'refuse') await this.wantPlan(tx, `${verdict.decision}: ${notice.title}`);
    return request;
  }

  /** A new request, or the known one revised: what was exposed counts, and a less sure position does not replace a better one. */
  private drafted(
    { configurations, ...draft }: RequestDraft,
    notice: Notice,
    target: Target,
    known: KnownRequest | null,
  ): ObservationRequest {
    const common = {
      ...draft,
      target: target.id,
      targetName: target.name,
      notice: notice.id,
      state: 'PENDING',
      because: '',
    } as const;
    if (!known)
      return {
        ...common,
        ...{ id: newId('req'), createdAt: this.clock.now().toISOString(), traceId: notice.traceId },
        ...{ configurations, remaining: configurations },
      };
    const position = sharper(notice, known) ? draft : known;
    const windows = isActive(known) ? extended(known.windows, draft.windows) : draft.windows;
    return { ...known, ...common, raDeg: position.raDeg, decDeg: position.decDeg, windows, state: known.state };
  }

  private async withdraw(
    tx: Transaction,
    because: string,
    known: KnownRequest | null,
  ): Promise<ObservationRequest | null> {
    if (!known || !isActive(known)) return known;
    return this.change(tx, known, { state: 'CANCELLED', because });
  }

  private async change(
    tx: Transaction,
    request: ObservationRequest,
    change: Partial<ObservationRequest>,
  ): Promise<ObservationRequest> {
    const changed = { ...request, ...change };
    await this.store.setState(tx, changed);
    await tx.emit(RequestChanged, changed);
    if (change.state && change.state !== 'RUNNING')
      await this.wantPlan(tx, `${request.targetName}: ${changed.because}`);
    return changed;
  }

  /** However many want one, one plan waits to be made; it is made of what all of them have written. */
  async wantPlan(tx: Transaction, because: string): Promise<string> {
    return tx.enqueue(PlanNight, { because }, { key: 'night' });
  }

  /** @throws Refusal not_found, already_over */
  async cancel({ id, because }: Takes<typeof CancelRequest>): Promise<ObservationRequest> {
    return this.database.transaction(async (tx) => {
      const request = await this.store.request(tx, id);
      if (!request) throw new Refusal('not_found', `there is no request ${id}`);
      if (!isActive(request))
        throw new Refusal('already_over', `the request is ${request.state}: ${request.because}`, {
          state: request.state,
        });
      return this.change(tx, request, { state: 'CANCELLED', because });
    });
  }

  async replan(because: string): Promise<Gives<typeof Replan>> {
    const job = await this.database.transaction((tx) => this.wantPlan(tx, because));
    return { outcome: 'queued', job };
  }

  /** An observation moved on: its request follows, and what ended leaves room for a new plan. */
  async observed(observation: Observation, meta: Meta): Promise<void> {
    await this.database.once(meta, async (tx) => {
      const request = await this.store.request(tx, observation.request);
      if (!request) return;
      const before = await this.store.progress(tx, observation.id);
      if (before && before.state !== 'RUNNING') return;
      const progress = await this.progressOf(tx, observation, request, before);
      await this.store.saveProgress(tx, progress);
      const remaining = restOf(progress.remainingBefore, observation.frames);
      if (!isActive(request)) return this.leaveOver(tx, request, remaining);
      const change = changeAfter(observation, remaining, request.failures);
      const isNews = change.state !== request.state || observation.frames !== before?.frames;
      if (observation.state === 'FAILED') await this.holdBack(tx, request.id, request.failures + 1);
      if (isNews) await this.change(tx, request, { ...change, remaining });
    });
  }

  private async progressOf(
    tx: Transaction,
    { id, request, state, frames, startedAt }: Observation,
    { remaining }: ObservationRequest,
    before: Progress | null,
  ): Promise<Progress> {
    if (before) return { ...before, state, frames };
    const plan = await this.store.newestPlan(tx);
    const planned = plan?.blocks.find((one) => one.request === request);
    // The sequencer tells a block that it has carried out from the request's next one by when it began.
    const block = planned ? { ...planned, startAt: startedAt } : null;
    return { id, request, state, frames, block, remainingBefore: remaining };
  }

  /** A request that is over keeps count of the frames that still came. */
  private async leaveOver(
    tx: Transaction,
    request: ObservationRequest,
    remaining: ObservationRequest['remaining'],
  ): Promise<void> {
    if (exposuresIn(remaining) === exposuresIn(request.remaining)) return;
    await this.change(tx, request, { remaining });
  }

  private async holdBack(tx: Transaction, id: string, failures: number): Promise<void> {
    const restS = FIRST_REST_S * 2 ** (failures - 1);
    await this.store.holdBack(tx, id, failures, new Date(this.clock.now().getTime() + restS * 1000));
  }
}

/**
 * A discovery told again, by another packet, after its request was carried out: whoever tells it wants it observed
 * again. An update of it does not, and what an operator cancelled stays cancelled.
 */
const asksAnew = ({ relation }: Notice, known: KnownRequest | null): boolean =>
  known?.state === 'COMPLETED' && relation === 'new';

const keysOf = ({ mission, trigger }: Notice, ivoids: readonly string[]): string[] => [
  ...ivoids.map((ivoid) => `ivoid ${ivoid}`),
  ...(trigger ? [`trigger ${mission ?? ''} ${trigger}`] : []),
];

/** Whether a notice knows the position at least as well as what is known. */
const sharper = ({ errorDeg }: Notice, known: KnownRequest | null): boolean =>
  !known || known.errorDeg === null || (errorDeg !== null && errorDeg <= known.errorDeg);

/** A revised window ends as the newer notice says; it began when it began. */
const extended = (
  was: ObservationRequest['windows'],
  now: ObservationRequest['windows'],
): ObservationRequest['windows'] =>
  now.map(({ startAt, endAt }) => ({ startAt: was[0] && was[0].startAt < startAt ? was[0].startAt : startAt, endAt }));

/** Where an observation leaves its request. */
const changeAfter = (
  observation: Observation,
  remaining: ObservationRequest['remaining'],
  failures: number,
): Change => {
  const left = exposuresIn(remaining);
  const why = observation.because ?? observation.step;
  switch (observation.state) {
    case 'RUNNING':
      return { state: 'RUNNING', because: observation.step };
    case 'COMPLETED':
      return left === 0
        ? { state: 'COMPLETED', because: 'all exposures are taken' }
        : { state: 'PENDING', because: `${left} exposures are left: ${why}` };
    case 'INTERRUPTED':
      return { state: 'PENDING', because: `interrupted, ${left} exposures are left: ${why}` };
    case 'FAILED':
      return failures + 1 >= MOST_FAILURES
        ? { state: 'CANCELLED', because: `given up after ${failures + 1} failed observations: ${why}` }
        : { state: 'PENDING', because: `failed, to be tried again: ${why}` };
  }
};
