import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObservationRequest } from '@nightjar/contracts';
import { NightSky } from './night-sky.js';
import { planNight, type PlanParts } from './plan-night.js';
import { sampleRequest, sampleSite } from './sample-site.fixture.js';

/** The scheduling instances lie outside the project; without CORPUS_DIR these rules are told but not run. */
const corpus = process.env.CORPUS_DIR;
const sched = join(corpus ?? '', 'sched');
const verifier = join(corpus ?? '', '../checks/verify_schedule.py');

interface Instance {
  readonly id: string;
  readonly site: { readonly lat_deg: number; readonly lon_deg: number; readonly elev_m: number };
  readonly night: { readonly start_unix: number; readonly end_unix: number };
  readonly telescope: { readonly min_alt_deg: number };
  readonly slew: { readonly settle_s: number; readonly rate_deg_s: number };
  readonly requests: readonly {
    readonly id: string;
    readonly ra_deg: number;
    readonly dec_deg: number;
    readonly priority: number;
    readonly duration_s: number;
    readonly constraints: {
      readonly max_airmass?: number;
      readonly min_moon_sep_deg?: number;
      readonly max_sun_alt_deg?: number;
    };
    readonly windows: readonly (readonly [number, number])[];
  }[];
}
interface Truth {
  readonly requests: readonly {
    readonly id: string;
    readonly start_intervals: readonly (readonly [number, number])[];
    readonly infeasible: readonly string[] | null;
  }[];
}
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const instances = corpus
  ? readdirSync(sched)
      .filter((name) => /-s\d+\.json$/.test(name))
      .map((name) => name.slice(0, -5))
  : [];
const iso = (unix: number): string => new Date(unix * 1000).toISOString();

const siteOf = (instance: Instance) => {
  const site = sampleSite({
    latitudeDeg: instance.site.lat_deg,
    longitudeDeg: instance.site.lon_deg,
    elevationM: instance.site.elev_m,
  });
  const [mount, camera] = [site.telescopes[0], site.cameras[0]];
  const telescope = {
    ...mount,
    minAltitudeDeg: instance.telescope.min_alt_deg,
    settleS: instance.slew.settle_s,
    slewRateDegPerS: instance.slew.rate_deg_s,
  };
  return { ...site, telescopes: [telescope], cameras: [{ ...camera, readoutS: 0 }] } as typeof site;
};

const requestsOf = (instance: Instance): ObservationRequest[] =>
  instance.requests.map(({ constraints, windows, duration_s: exposureS, ...one }, n) =>
    sampleRequest(n, {
      targetName: one.id,
      raDeg: one.ra_deg,
      decDeg: one.dec_deg,
      priority: one.priority,
      configurations: [{ filter: 'V', exposureS, count: 1 }],
      windows: windows.map(([from, to]) => ({ startAt: iso(from), endAt: iso(to) })),
      constraints: {
        minAltitudeDeg: constraints.max_airmass ? (Math.asin(1 / constraints.max_airmass) * 180) / Math.PI : 0,
        minMoonSeparationDeg: constraints.min_moon_sep_deg ?? 0,
        maxSunAltitudeDeg: constraints.max_sun_alt_deg ?? -12,
      },
    }),
  );

const solve = (instance: Instance, requests: readonly ObservationRequest[]): PlanParts => {
  const span = { startMs: instance.night.start_unix * 1000, endMs: instance.night.end_unix * 1000 };
  const sky = new NightSky(siteOf(instance), span);
  return planNight({ now: new Date(span.startMs - 3_600_000), sky, requests, running: [] });
};

const verify = (
  id: string,
  schedule: unknown,
): { feasible: boolean; violations: unknown[]; ratio_ub?: number; merit_quality: number } => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-schedule-'));
  try {
    writeFileSync(join(folder, 'schedule.json'), JSON.stringify(schedule));
    const bounds = ['--bounds', join(sched, 'bounds_dev.json')];
    const script = `${verifier}`;
    const said = execFileSync('/bin/sh', [
      '-c',
      '/usr/bin/python3 "$@" || true',
      'sh',
      script,
      join(sched, `${id}.json`),
      join(folder, 'schedule.json'),
      ...bounds,
    ]);
    return JSON.parse(said.toString());
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The reference verifier needs astropy. */
const astropy = (): boolean => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import astropy, scipy'], { stdio: 'ignore' });
    return existsSync(verifier);
  } catch {
    return false;
  }
};

(corpus ? describe : describe.skip)('the planner on the scheduling corpus (CORPUS_DIR)', () => {
  const bounds = corpus ? read<Record<string, { ub: number }>>(join(sched, 'bounds_dev.json')) : {};
  const verified = corpus ? astropy() : false;

  it.each(instances)(
    '%s: breaks no constraint and comes near the bound',
    (id) => {
      const instance = read<Instance>(join(sched, `${id}.json`));
      const truth = new Map(read<Truth>(join(sched, `${id}.truth.json`)).requests.map((one) => [one.id, one]));
      const requests = requestsOf(instance);
      const began = performance.now();
      const plan = solve(instance, requests);
      const runtimeMs = performance.now() - began;
      const nameOf = new Map(requests.map((one) => [one.id, one.targetName]));

      const observations = plan.blocks.map((block) => ({
        id: block.targetName,
        start_unix: Date.parse(block.startAt) / 1000,
      }));
      for (const { id: name, start_unix: start } of observations)
        expect(truth.get(name)?.start_intervals.some(([a, b]) => start >= a - 30 && start <= b + 30)).toBe(true);

      const merit = plan.blocks.reduce((sum, one) => sum + one.priority * (one.configurations[0]?.exposureS ?? 0), 0);
      const ratio = merit / (bounds[id]?.ub ?? Number.NaN);
      const told = verified
        ? verify(id, {
            schema: 'obs-sched-schedule/1',
            instance: id,
            solver: 'nightjar',
            runtime_ms: runtimeMs,
            observations,
          })
        : null;
      process.stdout.write(
        `${id}: ${runtimeMs.toFixed(0)} ms, ratio ${ratio.toFixed(4)}, quality ${told?.merit_quality ?? '-'}\n`,
      );
      if (told) expect(told.violations).toEqual([]);
      if (bounds[id]) expect(ratio).toBeGreaterThan(id.startsWith('survey') ? 0.6 : 0.8);

      // The truth is sampled every 30 s: where a start fits for less than two samples either answer is right.
      const disagreeing = plan.unscheduled.filter(({ request, reason }) => {
        const known = truth.get(nameOf.get(request) ?? '');
        const slackS = (known?.start_intervals ?? []).reduce((sum, [a, b]) => sum + b - a, 0);
        return known?.infeasible ? reason === 'conflict' : reason !== 'conflict' && slackS > 60;
      });
      expect(disagreeing).toEqual([]);
    },
    60_000,
  );
});
