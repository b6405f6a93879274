import type { Equatorial } from '@nightjar/astro';
import type { Constraints, NightPlan, ObservationRequest } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSite } from '../../live/live.js';
import { devices, observations, plan, requests } from '../../live/queries.js';
import { nightSky, type NightSky } from '../../sky/night-sky.js';
import { nightOf } from '@nightjar/astro';

/** What the page reads; each part keeps its own state of loading. */
export const useTonight = () => ({
  plan: useQuery(plan()),
  observations: useQuery(observations()),
  requests: useQuery(requests()),
  devices: useQuery(devices()),
});

/** The sky of the night that holds `now`; computed again only when the night changes. */
export const useNightSky = (now: Date): NightSky => {
  const site = useSite();
  const { longitudeDeg, latitudeDeg, elevationM } = site;
  const night = nightOf(now, site).from.getTime();
  return useMemo(
    () => nightSky(new Date(night + 43_200_000), { longitudeDeg, latitudeDeg, elevationM }),
    [night, longitudeDeg, latitudeDeg, elevationM],
  );
};

export interface Followed extends Equatorial {
  readonly id: string;
  readonly name: string;
  readonly constraints: Constraints;
}

/** The targets of tonight: those planned, then those of open requests; each once. */
export const followedTargets = (
  made: NightPlan | undefined,
  open: readonly ObservationRequest[],
  most = 8,
): Followed[] => {
  const live = open.filter(({ state }) => ['PENDING', 'SCHEDULED', 'RUNNING', 'COMPLETED'].includes(state));
  const found = new Map<string, Followed>();
  for (const { target, targetName, raDeg, decDeg, constraints } of [...(made?.blocks ?? []), ...live]) {
    if (found.size < most && !found.has(target))
      found.set(target, { id: target, name: targetName, raDeg, decDeg, constraints });
  }
  return [...found.values()];
};
