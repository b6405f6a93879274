import { separation } from '@nightjar/astro';
import type { Notice, Target } from '@nightjar/contracts';

/** Targets that a notice may belong to. */
export interface Candidates {
  /** Of the same mission and trigger. */
  readonly byTrigger: Target | null;
  /** Of a notice that it cites. */
  readonly byCitation: Target | null;
  /** Whose epoch is within `SAME_EPOCH_S` of the notice's, in any order. */
  readonly sameEpoch: readonly Target[];
}

/** Where a notice belongs, and why. */
export type Match =
  | { readonly kind: 'none'; readonly because: string }
  | { readonly kind: 'known'; readonly target: Target; readonly moves: boolean; readonly because: string }
  | { readonly kind: 'new'; readonly name: string; readonly aliases: readonly string[]; readonly because: string };

export const SAME_EPOCH_S = 3600;
/** Two accurate positions of one source differ by less than this. */
const SAME_PLACE_DEG = 1 / 60;

/** A notice that no target is to be sought or made for; null: one may be. */
export const whyApart = ({ role }: Notice): string | null =>
  role === 'test' || role === 'utility' ? `its role is ${role}` : null;

/** Holds a notice against the targets that are known: same trigger, else cited, else same place and time, else new. */
export function matchNotice(notice: Notice, candidates: Candidates): Match {
  const apart = whyApart(notice);
  if (apart) return { kind: 'none', because: apart };
  const { byTrigger, byCitation } = candidates;
  if (byTrigger) return known(notice, byTrigger, `the same trigger as ${byTrigger.name}`);
  if (byCitation) return known(notice, byCitation, `it cites a notice of ${byCitation.name}`);
  if (notice.relation === 'retraction') return { kind: 'none', because: 'it retracts what is not known here' };
  if (!isPlaced(notice)) return { kind: 'none', because: 'it has no position' };
  const near = nearest(notice, candidates.sameEpoch);
  if (near)
    return known(notice, near.target, `${inArcminutes(near.apartDeg)} from ${near.target.name} and of the same time`);
  return { kind: 'new', name: nameOf(notice), aliases: aliasesOf(notice), because: newBecause(notice) };
}

const known = (notice: Notice, target: Target, because: string): Match => {
  const moves = isBetter(notice, target);
  return { kind: 'known', target, moves, because: moves ? `${because}; its position is better` : because };
};

export type PlacedNotice = Notice & { readonly raDeg: number; readonly decDeg: number };
export const isPlaced = (notice: Notice): notice is PlacedNotice => notice.raDeg !== null && notice.decDeg !== null;

/** Only a position with a smaller error moves a target; one given by hand has no error and stays. */
const isBetter = (notice: Notice, { errorDeg }: Target): boolean =>
  notice.relation !== 'retraction' &&
  isPlaced(notice) &&
  notice.errorDeg !== null &&
  errorDeg !== null &&
  notice.errorDeg < errorDeg;

const nearest = (notice: PlacedNotice, targets: readonly Target[]): { target: Target; apartDeg: number } | null =>
  targets
    .map((target) => ({ target, apartDeg: separation(notice, target) }))
    .filter(({ target, apartDeg }) => apartDeg <= Math.max(notice.errorDeg ?? 0, target.errorDeg ?? 0, SAME_PLACE_DEG))
    .sort((a, b) => a.apartDeg - b.apartDeg)[0] ?? null;

const inArcminutes = (deg: number): string => `${(deg * 60).toFixed(1)}′`;

/** The name a mission's event goes by here. */
export const triggerName = (mission: string, trigger: string): string => `${mission} ${trigger}`.slice(0, 100);

const nameOf = ({ mission, trigger, ivoid }: Notice): string => {
  if (mission && trigger) return triggerName(mission, trigger);
  const [stream = '', local = ''] = ivoid.replace(/^ivo:\/\//i, '').split(/[#?]/, 2);
  return `${stream.split('/').at(-1)} ${local}`.trim().slice(0, 100);
};

/** Names that astronomers give: GRB 080319B, SN 2023ixf, AT2017gfo, FRB 20121102A. */
const DESIGNATION = /^(?:GRB|SN|AT|FRB|IC|GW|EP|S)\s?\d{4,8}[A-Za-z]{0,4}$/;

const aliasesOf = ({ title, trigger }: Notice): string[] => [
  ...(trigger ? [trigger] : []),
  ...(DESIGNATION.test(title.trim()) ? [title.trim()] : []),
];

const newBecause = ({ mission, trigger }: Notice): string =>
  mission && trigger ? `a new trigger of ${mission}` : `a new event${mission ? ` of ${mission}` : ''}`;
