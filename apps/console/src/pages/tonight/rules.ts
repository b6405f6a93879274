import type { Block, NightPlan, Observation, ObservationRequest } from '@nightjar/contracts';
import { duration } from '../../shown/duration.js';
import { instantOf, utcTime } from '../../shown/time.js';
import { DARKNESS_SAYS, type Darkness } from '../../sky/bands.js';

export type ItemKind = 'planned' | 'running' | 'done' | 'interrupted' | 'failed' | 'missed';

/** Something on the timeline: what is planned, or what was done about it. */
export interface TimelineItem {
  readonly key: string;
  readonly kind: ItemKind;
  readonly row: string;
  readonly target: string;
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly says: string;
}

const KINDS: Readonly<Record<Observation['state'], ItemKind>> = {
  RUNNING: 'running',
  COMPLETED: 'done',
  INTERRUPTED: 'interrupted',
  FAILED: 'failed',
};

const ms = (iso: string): number => Date.parse(iso);

/** `4 × 30 s V, 2 × 60 s R`. */
export const configurationsSay = (configurations: Block['configurations']): string =>
  configurations.map(({ count, exposureS, filter }) => `${count} × ${exposureS} s ${filter}`).join(', ');

const observed = (observation: Observation, block: Block | undefined, row: string, nowMs: number): TimelineItem => {
  const finished = instantOf(observation.finishedAt)?.getTime();
  const planned = block && ms(block.startAt) <= nowMs ? ms(block.endAt) : nowMs;
  return {
    key: observation.id,
    kind: KINDS[observation.state],
    row,
    target: observation.target,
    name: observation.targetName,
    fromMs: ms(observation.startedAt),
    toMs: finished ?? Math.max(nowMs, planned),
    says: `${observation.state}: ${observation.because ?? observation.step} (${observation.frames} of ${observation.framesPlanned} frames)`,
  };
};

const plannedItem = (block: Block, nowMs: number): TimelineItem => ({
  key: `${block.request}@${block.startAt}`,
  kind: ms(block.endAt) < nowMs ? 'missed' : 'planned',
  row: block.camera,
  target: block.target,
  name: block.targetName,
  fromMs: ms(block.startAt),
  toMs: ms(block.endAt),
  says: `${configurationsSay(block.configurations)}, airmass ${block.airmass.toFixed(2)}, priority ${block.priority}`,
});

const overlaps = (block: Block, item: TimelineItem): boolean =>
  ms(block.startAt) < item.toMs && ms(block.endAt) > item.fromMs;

/** Observations as they went and blocks as they are planned; a block already being carried out is shown once. */
export const timelineItems = (
  plan: NightPlan | undefined,
  observations: readonly Observation[],
  requests: readonly ObservationRequest[],
  nowMs: number,
): TimelineItem[] => {
  const blocks = plan?.blocks ?? [];
  const camera = new Map([
    ...requests.map((r) => [r.id, r.camera] as const),
    ...blocks.map((b) => [b.request, b.camera] as const),
  ]);
  const fallback = blocks[0]?.camera ?? requests[0]?.camera ?? 'telescope';
  const done = observations.map((observation) => {
    const block = observation.state === 'RUNNING' ? blocks.find((b) => b.request === observation.request) : undefined;
    return {
      request: observation.request,
      item: observed(observation, block, camera.get(observation.request) ?? fallback, nowMs),
    };
  });
  const open = blocks.filter((b) => !done.some(({ request, item }) => request === b.request && overlaps(b, item)));
  return [...open.map((block) => plannedItem(block, nowMs)), ...done.map(({ item }) => item)];
};

export interface PlacedLabel {
  readonly key: string;
  readonly name: string;
  readonly xPx: number;
  readonly level: number;
}

/** Names over their items on as few levels as keep them apart; what finds no room is left out (its hover says it). */
export const placeLabels = (
  items: readonly { key: string; name: string; xPx: number }[],
  charPx: number,
  levels: number,
): PlacedLabel[] => {
  const ends: number[] = Array.from({ length: levels }, () => -Infinity);
  return [...items]
    .sort((a, b) => a.xPx - b.xPx)
    .flatMap((item) => {
      const level = ends.findIndex((end) => end <= item.xPx);
      if (level < 0) return [];
      ends[level] = item.xPx + (item.name.length + 1.5) * charPx;
      return [{ ...item, level }];
    });
};

export interface CurveLabel {
  readonly key: string;
  readonly name: string;
  readonly xPx: number;
  readonly yPx: number;
}

/** Names of curves moved down, no further than needed, until no two lie over one another. */
export const spreadLabels = (labels: readonly CurveLabel[], charPx: number, linePx: number): CurveLabel[] => {
  const placed: CurveLabel[] = [];
  const width = ({ name }: CurveLabel): number => (name.length + 1) * charPx;
  const meets = (a: CurveLabel, b: CurveLabel): boolean =>
    Math.abs(a.yPx - b.yPx) < linePx && a.xPx < b.xPx + width(b) && b.xPx < a.xPx + width(a);
  for (const label of [...labels].sort((a, b) => a.yPx - b.yPx)) {
    let moved = label;
    for (let other = placed.find((p) => meets(p, moved)); other; other = placed.find((p) => meets(p, moved))) {
      moved = { ...moved, yPx: other.yPx + linePx };
    }
    placed.push(moved);
  }
  return placed;
};

export interface Situation {
  readonly observations: readonly Observation[];
  readonly plan: NightPlan | undefined;
  readonly safe: boolean | null;
  readonly safeBecause: string;
  readonly darkness: Darkness;
  readonly nowMs: number;
}

export type Doing =
  | { readonly kind: 'observing'; readonly observation: Observation }
  | { readonly kind: 'waiting'; readonly says: string; readonly because: string; readonly block: Block | null };

/** What the observatory does now; where it does nothing, why, and what comes next. */
export const doingNow = ({ observations, plan, safe, safeBecause, darkness, nowMs }: Situation): Doing => {
  const running = observations.find(({ state }) => state === 'RUNNING');
  if (running) return { kind: 'observing', observation: running };
  const block = plan?.blocks.find(({ endAt }) => ms(endAt) > nowMs) ?? null;
  const due = block && ms(block.startAt) <= nowMs;
  const when = due ? 'once it is safe' : `at ${utcTime(new Date(block?.startAt ?? nowMs))} UTC`;
  const next = block ? `${block.targetName} ${when}` : 'nothing is planned';
  const wait = (says: string, because: string): Doing => ({ kind: 'waiting', says, because, block });
  if (safe === false) return wait('Closed for weather', `${safeBecause}; next: ${next}`);
  if (!block) return wait('Nothing to observe', emptyBecause(plan, darkness));
  const inS = (ms(block.startAt) - nowMs) / 1000;
  if (inS > 0)
    return wait(
      `Waiting for ${block.targetName}`,
      `begins in ${duration(inS)}, at ${utcTime(new Date(block.startAt))} UTC`,
    );
  return wait(`About to observe ${block.targetName}`, `due since ${duration(-inS)}`);
};

const emptyBecause = (plan: NightPlan | undefined, darkness: Darkness): string => {
  if (!plan || plan.version === 0) return `no plan has been made yet; it is ${DARKNESS_SAYS[darkness]}`;
  const left = plan.unscheduled.length;
  const out = left
    ? `${left} ${left === 1 ? 'request does' : 'requests do'} not get in, for the reasons below`
    : 'no request is open';
  return `${out}; it is ${DARKNESS_SAYS[darkness]}`;
};
