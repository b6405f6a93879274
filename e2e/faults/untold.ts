import type { Look } from './watch.js';

/** One try of somebody outside to get something done, and whether it was done. Monotonic, ms. */
export interface Deed {
  readonly kind: string;
  readonly from: number;
  readonly done: boolean;
}

/** Nothing of one kind was done from the first try that failed to the next that did not. */
interface Outage {
  readonly kind: string;
  readonly from: number;
  readonly until: number;
}

export interface Untold {
  readonly kind: string;
  readonly seconds: number;
}

/**
 * The longest time in which something did not work while readiness said that all is well: from the first try that
 * failed until readiness said no or did not answer, or until it worked again. Undefined when nothing ever failed.
 */
export function longestUntold(deeds: readonly Deed[], looks: readonly Look[], now: number): Untold | undefined {
  const each = outages(deeds, now).map(({ kind, from, until }) => ({
    kind,
    seconds: (firstWord(looks, from, until) - from) / 1000,
  }));
  return each.reduce<Untold | undefined>(
    (worst, one) => (worst && worst.seconds >= one.seconds ? worst : one),
    undefined,
  );
}

function outages(deeds: readonly Deed[], now: number): Outage[] {
  const found: Outage[] = [];
  for (const kind of new Set(deeds.map((deed) => deed.kind))) {
    let from: number | undefined;
    for (const deed of deeds.filter((each) => each.kind === kind).sort((a, b) => a.from - b.from)) {
      if (!deed.done) from ??= deed.from;
      else if (from !== undefined) {
        found.push({ kind, from, until: deed.from });
        from = undefined;
      }
    }
    if (from !== undefined) found.push({ kind, from, until: now });
  }
  return found;
}

/** When readiness first said no within the outage; what it had said last before counts from the first moment. */
function firstWord(looks: readonly Look[], from: number, until: number): number {
  const before = looks.findLast((look) => look.at < from);
  if (before && before.status !== 200) return from;
  return looks.find((look) => look.at >= from && look.at < until && look.status !== 200)?.at ?? until;
}
