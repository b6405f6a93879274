import { afterEach, describe, expect, it } from '@jest/globals';
import { equatorialAt, separation } from '@nightjar/astro';
import { readSite } from '@nightjar/service-kit';
import { ManualClock } from '../manual-clock.fixture.js';
import { DeviceRefusal } from './device.js';
import { Telescope } from './telescope.js';

const site = readSite('san-pedro-martir');
const [mount] = site.telescopes;
const opened: Telescope[] = [];

function start(): {
  clock: ManualClock;
  telescope: Telescope;
  at: (altitudeDeg: number, azimuthDeg?: number) => number[];
} {
  const clock = new ManualClock();
  if (!mount) throw new Error('the site has no mount');
  const telescope = new Telescope(site, site.horizon, mount, clock, 1);
  opened.push(telescope);
  const at = (altitudeDeg: number, azimuthDeg = 120): number[] => {
    const { raDeg, decDeg } = equatorialAt({ altitudeDeg, azimuthDeg }, clock.now(), site);
    return [raDeg, decDeg];
  };
  return { clock, telescope, at };
}

const code = (act: () => unknown): number => {
  try {
    act();
  } catch (fault) {
    if (fault instanceof DeviceRefusal) return fault.code;
    throw fault;
  }
  return 0;
};

afterEach(() => {
  for (const telescope of opened.splice(0)) telescope.close();
});

describe('the simulated mount', () => {
  it('takes the great circle at its rate, then settles, then tracks', async () => {
    const { clock, telescope, at } = start();
    telescope.begin('UNPARK');
    telescope.set('COORD_RADEC', at(30, 0));
    const slew = telescope.begin('START');
    expect(slew.etaS).toBeCloseTo(40 / 8 + 2, 1);
    await clock.advance(2.5);
    expect(telescope.state).toBe('SLEWING');
    expect(telescope.horizontal.altitudeDeg).toBeLessThan(62);
    await clock.advance(10);
    expect(await slew.ended).toMatchObject({ outcome: 'DONE', values: { STATE: 'TRACKING' } });
    expect(telescope.horizontal.altitudeDeg).toBeCloseTo(30, 0);
  });

  it('really points some arcseconds beside what it believes', async () => {
    const { clock, telescope, at } = start();
    telescope.begin('UNPARK');
    telescope.set('COORD_RADEC', at(50));
    telescope.begin('START');
    await clock.advance(60);
    const offArcsec = separation(telescope.truth, telescope.believed) * 3600;
    expect(offArcsec).toBeGreaterThan(0.01);
    expect(offArcsec).toBeLessThan(40);
  });

  it('refuses coordinates below its limit with 206 when they are loaded', () => {
    const { telescope, at } = start();
    expect(code(() => telescope.set('COORD_RADEC', at(19)))).toBe(206);
    expect(code(() => telescope.set('COORD_RADEC', at(21)))).toBe(0);
  });

  it('looks again when it is to start, because the sky has turned', async () => {
    const { clock, telescope, at } = start();
    telescope.begin('UNPARK');
    telescope.set('COORD_RADEC', at(21, 270));
    await clock.advance(1800);
    expect(code(() => telescope.begin('START'))).toBe(206);
  });

  it('does not move while parked, without coordinates, or while it is slewing', () => {
    const { telescope, at } = start();
    expect(code(() => telescope.begin('START'))).toBe(201);
    telescope.set('COORD_RADEC', at(45));
    expect(code(() => telescope.begin('START'))).toBe(202);
    telescope.begin('UNPARK');
    telescope.begin('START');
    expect(code(() => telescope.begin('START'))).toBe(200);
  });

  it('stands still where it was when a slew is stopped', async () => {
    const { clock, telescope, at } = start();
    telescope.begin('UNPARK');
    telescope.set('COORD_RADEC', at(30, 180));
    const slew = telescope.begin('START');
    await clock.advance(2);
    slew.stop();
    expect(await slew.ended).toEqual({ outcome: 'CANCELLED' });
    const stood = telescope.horizontal;
    await clock.advance(100);
    expect(telescope.horizontal).toEqual(stood);
    expect(telescope.state).toBe('IDLE');
  });

  it('has forgotten its coordinates after a power cycle', async () => {
    const { telescope, at } = start();
    telescope.begin('UNPARK');
    telescope.set('COORD_RADEC', at(45));
    telescope.powerCycle();
    expect(code(() => telescope.begin('START'))).toBe(201);
  });
});
