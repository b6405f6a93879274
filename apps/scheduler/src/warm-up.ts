import { localSiderealTime } from '@nightjar/astro';
import type { Notice, ObservationRequest, Site } from '@nightjar/contracts';
import { judgeNotice, NightSky, planNight } from '@nightjar/planning';

const ROUNDS = 20;
const NOBODY = '0118c4a2-6d10-7000-8000-000000000000';
const ANYTHING = { minAltitudeDeg: 0, minMoonSeparationDeg: 1, maxSunAltitudeDeg: 90 };

/**
 * Judges and plans an invented burst at the zenith a few times, to no effect: the one alert of a night must not be the one on
 * which the code is compiled.
 */
export const warmUp = (site: Site, now: Date): void => {
  const [strategy] = site.strategies;
  if (!strategy) return;
  const match = { missions: [], maxErrorDeg: 1, maxAgeS: 3600 };
  const lenient = { ...site, strategies: [{ ...strategy, constraints: ANYTHING, match, validS: 1800 }] };
  const sky = new NightSky(lenient, { startMs: now.getTime(), endMs: now.getTime() + 3_600_000 });
  const at = now.toISOString();
  const zenith = { raDeg: localSiderealTime(now, site.longitudeDeg) * 15, decDeg: site.latitudeDeg };
  const notice: Notice = {
    ...{
      id: `ntc_${NOBODY}`,
      ivoid: 'ivo://nobody/nothing',
      role: 'observation',
      version: '2.0',
      title: '',
      trigger: null,
    },
    ...{ mission: null, relation: 'new', cites: [], receivedAt: at, eventTime: at, ...zenith, errorDeg: 0 },
    ...{ sha256: '', size: 0, outcome: { decision: 'pending', because: '', request: null }, traceId: null },
  };
  const { priority, interrupts, camera, configurations } = strategy;
  const request: ObservationRequest = {
    ...{ id: `req_${NOBODY}`, target: `tgt_${NOBODY}`, targetName: '', ...zenith, notice: null, strategy: null },
    ...{ state: 'PENDING', because: '', priority, interrupts, windows: [], camera, configurations },
    ...{ remaining: configurations, constraints: ANYTHING, createdAt: at, traceId: null },
  };
  for (let i = 0; i < ROUNDS; i++) {
    judgeNotice({ notice, now, site: lenient, tonight: sky, active: null });
    planNight({ now, sky, requests: [request, { ...request, id: `${request.id}-`, interrupts: false }], running: [] });
  }
};
