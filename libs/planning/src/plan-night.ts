import { type Seconds, separation } from '@nightjar/astro';
import type { Block, Configuration, NightPlan, ObservationRequest, TelescopeSite } from '@nightjar/contracts';
import { type Explanation, tooShort, whyUnobservable } from './explain.js';
import type { Interval } from './interval.js';
import { type NightSky, unit, type Vector } from './night-sky.js';
import { clock } from './say.js';
import { type Opening, type Placed, Sequence } from './sequence.js';
import { durationOf, exposuresIn, firstOf } from './series.js';
import { gapS } from './slew.js';
import { visibility, type Visibility } from './visibility.js';

/** A running observation has moved so far when its request's position was revised; then it is pointed anew. */
const REPOINT_DEG = 0.02;

export interface PlanInput {
  readonly now: Date;
  /** The sky of the site for the night that is planned. */
  readonly sky: NightSky;
  readonly requests: readonly ObservationRequest[];
  /** Blocks being carried out, `endAt` as expected now. They stay as they are unless an interrupting request takes over. */
  readonly running: readonly Block[];
}

/** A plan without its number, and for every planned request a sentence. */
export interface PlanParts extends Pick<NightPlan, 'night' | 'blocks' | 'unscheduled'> {
  readonly scheduled: readonly { readonly request: string; readonly says: string }[];
}

/** A request on its way into the plan of one telescope. */
interface Candidate {
  /** Unit vector towards the target. */
  readonly at: Vector;
  readonly request: ObservationRequest;
  readonly seen: Visibility;
  readonly readoutS: Seconds;
  /** How much of `remaining` this block takes. */
  readonly series: readonly Configuration[];
}

type Entry = { readonly block: Block; readonly says: string };
type Refused = NightPlan['unscheduled'][number];

const byRank = (a: ObservationRequest, b: ObservationRequest): number =>
  b.priority - a.priority ||
  Number(b.interrupts) - Number(a.interrupts) ||
  (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Plans one telescope. Every method leaves the sequence feasible. */
class TelescopePlan {
  private readonly sequence: Sequence<Candidate>;
  readonly refused: Refused[] = [];

  constructor(
    private readonly sky: NightSky,
    private readonly span: Interval,
    mount: TelescopeSite,
    pointing: Vector | null,
    freeMs: number,
  ) {
    this.sequence = new Sequence((from, to) => gapS(mount, from?.at ?? pointing, to.at) * 1000, freeMs);
  }

  candidate(request: ObservationRequest): Candidate {
    const readoutS = this.sky.site.cameras.find(({ name }) => name === request.camera)?.readoutS ?? 0;
    return {
      at: unit(request),
      request,
      readoutS,
      series: request.remaining,
      seen: visibility(this.sky, request, this.span),
    };
  }

  /** Puts a request where it costs least, or at the earliest if it interrupts; as much of it as fits. */
  add(candidate: Candidate): void {
    const { request, seen } = candidate;
    const why = whyUnobservable(this.sky, request, seen, this.span);
    if (why) return this.refuse(request, why);
    const total = exposuresIn(request.remaining);
    const fitting = this.longest(candidate, total);
    if (fitting) this.insert(fitting.part, fitting.opening);
    else this.refuse(request, this.whyNoRoom(candidate));
  }

  /** What interrupts is pinned where it is: nothing of lower rank may push it later. */
  private insert(part: Candidate, opening: Opening): void {
    const lengthMs = this.lengthMs(part);
    const pinned = { startMs: opening.fromMs, endMs: opening.fromMs + lengthMs };
    const room = part.request.interrupts ? pinned : opening.room;
    this.sequence.insert(part, { index: opening.index, room }, lengthMs);
  }

  /** All exposures; else the most that fit, found by halving, as a shorter series fits wherever a longer one does. */
  private longest(candidate: Candidate, total: number): { part: Candidate; opening: Opening } | undefined {
    const cut = (exposures: number) => ({ ...candidate, series: firstOf(candidate.request.remaining, exposures) });
    // What interrupts wants to begin early more than to be whole: the rest is planned again afterwards.
    const soonestMs = candidate.request.interrupts ? this.best(cut(1))?.fromMs : undefined;
    const fit = (exposures: number) => {
      const part = cut(exposures);
      const opening = this.best(part);
      return opening && (soonestMs ?? opening.fromMs) === opening.fromMs ? { part, opening } : undefined;
    };
    let found = fit(total);
    let [most, tooMany] = [0, total];
    while (!found && tooMany - most > 1) [most, tooMany] = this.halve(fit, most, tooMany);
    found ??= most > 0 ? fit(most) : undefined;
    return found;
  }

  private halve(fit: (exposures: number) => unknown, most: number, tooMany: number): [number, number] {
    const middle = Math.floor((most + tooMany) / 2);
    return fit(middle) ? [middle, tooMany] : [most, middle];
  }

  private lengthMs({ series, readoutS }: Candidate): number {
    return Math.ceil(durationOf(series, readoutS) * 1000);
  }

  private best(candidate: Candidate): Opening | undefined {
    const openings = this.sequence.openings(candidate, candidate.seen.all, this.lengthMs(candidate));
    if (candidate.request.interrupts) return openings[0];
    return openings.reduce<Opening | undefined>((a, b) => (a && a.costMs <= b.costMs ? a : b), undefined);
  }

  private whyNoRoom(candidate: Candidate): Explanation {
    const first = firstOf(candidate.request.remaining, 1);
    const exposureS = durationOf(first, candidate.readoutS);
    const longEnough = candidate.seen.all.some(({ startMs, endMs }) => endMs - startMs >= exposureS * 1000);
    if (!longEnough) return tooShort(candidate.seen, exposureS);
    const winners = this.sequence.placed.filter(({ item, room }) =>
      candidate.seen.all.some(
        (one) => one.startMs < room.endMs && room.startMs < one.endMs && item.request !== candidate.request,
      ),
    );
    const names = winners.slice(0, 3).map(({ item }) => item.request.targetName);
    const to = names.length
      ? `to ${names.join(', ')}${winners.length > 3 ? ` and ${winners.length - 3} more` : ''}`
      : 'to what runs now';
    return { reason: 'conflict', says: `no room left: its time went ${to}` };
  }

  refuse(request: ObservationRequest, { reason, says }: Explanation): void {
    this.refused.push({ request: request.id, reason, says });
  }

  /** The blocks at their times: those that interrupt as early as they can, the others as near to their transit as there is room. */
  entries(): Entry[] {
    const starts = this.sequence.settle(({ item, lengthMs }, fromMs) =>
      item.request.interrupts ? fromMs : item.seen.arc.transitNearMs(fromMs + lengthMs / 2) - lengthMs / 2,
    );
    return this.sequence.placed.map((placed, i) => this.entry(placed, starts[i] ?? 0));
  }

  private entry({ item, lengthMs }: Placed<Candidate>, startMs: number): Entry {
    const { request, series, seen } = item;
    const endMs = startMs + lengthMs;
    const block = blockOf(request, series, { startMs, endMs }, seen.arc.meanAirmass({ startMs, endMs }));
    const [taken, wanted] = [exposuresIn(series), exposuresIn(request.remaining)];
    const part = taken < wanted ? `, ${taken} of ${wanted} exposures: no room for the rest` : '';
    return {
      block,
      says: `planned for ${clock(startMs)} to ${clock(endMs)} UTC at airmass ${block.airmass.toFixed(2)}${part}`,
    };
  }
}

const blockOf = (
  request: ObservationRequest,
  series: readonly Configuration[],
  at: Interval,
  airmass: number,
): Block => ({
  request: request.id,
  target: request.target,
  targetName: request.targetName,
  raDeg: request.raDeg,
  decDeg: request.decDeg,
  startAt: new Date(at.startMs).toISOString(),
  endAt: new Date(at.endMs).toISOString(),
  airmass: Number(airmass.toFixed(4)),
  priority: request.priority,
  interrupts: request.interrupts,
  camera: request.camera,
  configurations: [...series],
  constraints: request.constraints,
  traceId: request.traceId,
});

/** Whether a request may stop what runs: it says so and ranks higher, or it is the same one at a revised position. */
const mayStop = (request: ObservationRequest, running: Block): boolean =>
  request.interrupts &&
  (request.id === running.request ? separation(request, running) > REPOINT_DEG : request.priority > running.priority);

interface TelescopePlanned {
  readonly frozen: Block | undefined;
  readonly entries: readonly Entry[];
  readonly refused: readonly Refused[];
}

/** One telescope with what runs kept (`frozen`) or, without it, free from now on where `pointing` is. */
const planAround = (
  { now, sky }: PlanInput,
  mount: TelescopeSite,
  requests: readonly ObservationRequest[],
  frozen: Block | undefined,
  pointing: Block | undefined,
): TelescopePlanned => {
  const freeMs = Math.max(now.getTime(), frozen ? Date.parse(frozen.endAt) : 0);
  const span = { startMs: Math.max(freeMs, sky.span.startMs), endMs: Math.max(freeMs, sky.span.endMs) };
  const plan = new TelescopePlan(sky, span, mount, pointing ? unit(pointing) : null, freeMs);
  for (const request of requests) {
    if (request.id === frozen?.request) continue;
    if (exposuresIn(request.remaining) > 0) plan.add(plan.candidate(request));
    else plan.refuse(request, { reason: 'nothing_left', says: 'nothing is left to expose' });
  }
  return { frozen, entries: plan.entries(), refused: plan.refused };
};

/** What runs is stopped only if the plan then begins, before it would have ended, with a request that may stop it. */
const planTelescope = (
  input: PlanInput,
  mount: TelescopeSite,
  requests: readonly ObservationRequest[],
  running: Block | undefined,
): TelescopePlanned => {
  const stoppers = new Set(running ? requests.filter((one) => mayStop(one, running)).map(({ id }) => id) : []);
  if (running && stoppers.size > 0) {
    const stopped = planAround(input, mount, requests, undefined, running);
    const first = stopped.entries[0]?.block;
    if (first && stoppers.has(first.request) && first.startAt < running.endAt) return stopped;
  }
  return planAround(input, mount, requests, running, running);
};

/**
 * The rest of a night, for every telescope of the site: by descending priority each request is put where it costs the least time,
 * with all that was placed before it free to slide. Altitude, horizon, Moon, Sun and windows hold from the first shutter to the
 * last readout; between two blocks there is time to slew and settle. The same input gives the same plan in any order of requests.
 */
export const planNight = (input: PlanInput): PlanParts => {
  const { sky, running } = input;
  const ranked = [...input.requests].sort(byRank);
  const cameras = new Map(sky.site.cameras.map(({ name, telescope }) => [name, telescope]));
  const homeless = ranked.filter(({ camera }) => !cameras.has(camera));
  const telescopes = sky.site.telescopes.map((mount) => {
    const here = ranked.filter(({ camera }) => cameras.get(camera) === mount.name);
    return planTelescope(
      input,
      mount,
      here,
      running.find(({ camera }) => cameras.get(camera) === mount.name),
    );
  });
  const entries = telescopes.flatMap((one) => one.entries);
  const frozen = telescopes.flatMap((one) => one.frozen ?? []);
  return {
    night: { startAt: new Date(sky.span.startMs).toISOString(), endAt: new Date(sky.span.endMs).toISOString() },
    blocks: [...frozen, ...entries.map(({ block }) => block)].sort((a, b) => (a.startAt < b.startAt ? -1 : 1)),
    scheduled: entries.map(({ block, says }) => ({ request: block.request, says })),
    unscheduled: [
      ...telescopes.flatMap((one) => one.refused),
      ...homeless.map(({ id, camera }) => ({
        request: id,
        reason: 'camera',
        says: `the site has no camera ${camera}`,
      })),
    ],
  };
};
