import type { Constraints, Notice, ObservationRequest, Site, Strategy } from '@nightjar/contracts';
import { tooShort, whyUnobservable } from './explain.js';
import type { Interval } from './interval.js';
import { NightSky } from './night-sky.js';
import { angle, clock, span as duration } from './say.js';
import { durationOf } from './series.js';
import { visibility, type Wish } from './visibility.js';

/** What a strategy makes of a notice, before it has an identifier, a target and a state. */
export interface RequestDraft {
  readonly strategy: string;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly priority: number;
  readonly interrupts: boolean;
  readonly windows: ObservationRequest['windows'];
  readonly constraints: Constraints;
  readonly camera: string;
  readonly configurations: Strategy['configurations'];
}

/** What is done about a notice and why. A refused notice with a position has a draft too, so that its request can be shown. */
export type NoticeVerdict =
  | { readonly decision: 'ignore' | 'withdraw'; readonly because: string; readonly draft: null }
  | { readonly decision: 'refuse'; readonly because: string; readonly draft: RequestDraft | null }
  | { readonly decision: 'observe' | 'revise'; readonly because: string; readonly draft: RequestDraft };

export interface NoticeQuestion {
  readonly notice: Notice;
  readonly now: Date;
  readonly site: Site;
  /** Tonight's sky, kept by the caller; null: it gets dark at no time soon. */
  readonly tonight: NightSky | null;
  /** The request that an earlier notice of the same trigger made and that is not over. */
  readonly active: Pick<ObservationRequest, 'id' | 'state'> | null;
}

/** A longer look ahead is of no use: the sky repeats itself, and ephemerides are tabulated for less than four days. */
const LOOK_AHEAD_MS = 3 * 86_400_000;

const wants = (strategy: Strategy, { mission }: Notice): boolean =>
  strategy.match.missions.length === 0 ||
  strategy.match.missions.some((name) => name.toLowerCase() === (mission ?? '').toLowerCase());

/** Why a strategy that wants notices of this mission does not take this one; null: it does. */
const declines = ({ name, match }: Strategy, notice: Notice, ageS: number): string | null => {
  if (notice.errorDeg !== null && notice.errorDeg > match.maxErrorDeg)
    return `error box too large: ${angle(notice.errorDeg)}, strategy ${name} takes ${angle(match.maxErrorDeg)} at most`;
  if (ageS > match.maxAgeS)
    return `too old: the trigger is ${duration(ageS)} old, strategy ${name} takes ${duration(match.maxAgeS)} at most`;
  return null;
};

const draftOf = (strategy: Strategy, notice: Notice, window: Interval): RequestDraft | null =>
  notice.raDeg === null || notice.decDeg === null
    ? null
    : {
        strategy: strategy.name,
        raDeg: notice.raDeg,
        decDeg: notice.decDeg,
        priority: strategy.priority,
        interrupts: strategy.interrupts,
        windows: [{ startAt: new Date(window.startMs).toISOString(), endAt: new Date(window.endMs).toISOString() }],
        constraints: strategy.constraints,
        camera: strategy.camera,
        configurations: strategy.configurations,
      };

type Chance = { readonly room: Interval; readonly airmass: number } | { readonly because: string };

/** The first stretch of a sky long enough for one exposure, or why there is none. */
const chance = (sky: NightSky, wish: Wish & Pick<RequestDraft, 'configurations'>, span: Interval): Chance => {
  const seen = visibility(sky, wish, span);
  const none = whyUnobservable(sky, wish, seen, span);
  if (none) return { because: none.says };
  const readoutS = sky.site.cameras.find(({ name }) => name === wish.camera)?.readoutS ?? 0;
  const exposureS = Math.min(...wish.configurations.map((one) => durationOf([{ ...one, count: 1 }], readoutS)));
  const room = seen.all.find(({ startMs, endMs }) => endMs - startMs >= exposureS * 1000);
  if (!room) return { because: tooShort(seen, exposureS).says };
  return { room, airmass: 1 / seen.arc.sinAltitude(room.startMs) };
};

/** Tonight first, from what is already computed; else the days that remain of the window. */
const firstChance = (question: NoticeQuestion, draft: RequestDraft, window: Interval): Chance => {
  const { tonight, site } = question;
  if (tonight) {
    const span = {
      startMs: Math.max(window.startMs, tonight.span.startMs),
      endMs: Math.min(window.endMs, tonight.span.endMs),
    };
    const soon = span.startMs < span.endMs ? chance(tonight, draft, span) : null;
    if (soon && 'room' in soon) return soon;
    if (soon && window.endMs <= tonight.span.endMs && window.startMs >= tonight.span.startMs) return soon;
  }
  const span = { startMs: window.startMs, endMs: Math.min(window.endMs, window.startMs + LOOK_AHEAD_MS) };
  return chance(new NightSky(site, span), draft, span);
};

const whenSays = ({ room, airmass }: Extract<Chance, { room: Interval }>, nowMs: number, strategy: string): string => {
  const when =
    room.startMs - nowMs < 30_000
      ? 'observable now'
      : `observable from ${room.startMs - nowMs < 72_000_000 ? '' : `${new Date(room.startMs).toISOString().slice(0, 10)} `}${clock(room.startMs)} UTC`;
  return `${when} at airmass ${airmass.toFixed(1)}, until ${clock(room.endMs)} UTC (strategy ${strategy})`;
};

/** What the text of a notice alone decides, before any sky is looked at. */
const atFirstSight = ({ notice, site, active }: NoticeQuestion): NoticeVerdict | null => {
  if (notice.role !== 'observation')
    return { decision: 'ignore', because: `role is ${notice.role}: never moves hardware`, draft: null };
  if (notice.relation === 'retraction')
    return {
      decision: 'withdraw',
      because: active
        ? 'retracted by its sender: the request is withdrawn'
        : 'retracted by its sender: nothing is or will be requested',
      draft: null,
    };
  if (!site.strategies.some((strategy) => wants(strategy, notice)))
    return {
      decision: 'ignore',
      because: `no strategy of ${site.title} wants notices of ${notice.mission ?? 'an unnamed mission'}`,
      draft: null,
    };
  if (notice.raDeg === null || notice.decDeg === null)
    return { decision: 'refuse', because: 'it gives no position', draft: null };
  return null;
};

/** What is done about a notice: which strategy takes it, and whether its target can be observed in time from this site. */
export const judgeNotice = (question: NoticeQuestion): NoticeVerdict => {
  const decided = atFirstSight(question);
  if (decided) return decided;
  const { notice, site, active, now } = question;
  const nowMs = now.getTime();
  const triggerMs = Date.parse(notice.eventTime ?? notice.receivedAt);
  const ageS = (nowMs - triggerMs) / 1000;
  const interested = site.strategies.filter((strategy) => wants(strategy, notice));
  const strategy = interested.find((one) => declines(one, notice, ageS) === null);
  const judged = strategy ?? interested[0];
  if (!judged) return { decision: 'ignore', because: 'no strategy', draft: null };
  const window = { startMs: nowMs, endMs: Math.max(nowMs, triggerMs + judged.validS * 1000) };
  const draft = draftOf(judged, notice, window);
  if (!draft) return { decision: 'refuse', because: 'it gives no position', draft };
  const declined = declines(judged, notice, ageS);
  if (declined) return { decision: 'refuse', because: declined, draft };
  if (window.endMs - window.startMs < 1000)
    return {
      decision: 'refuse',
      because: `too old: strategy ${judged.name} observes for ${duration(judged.validS)} after the trigger`,
      draft,
    };
  const found = firstChance(question, draft, window);
  if (!('room' in found)) return { decision: 'refuse', because: found.because, draft };
  return { decision: active ? 'revise' : 'observe', because: whenSays(found, nowMs, judged.name), draft };
};
