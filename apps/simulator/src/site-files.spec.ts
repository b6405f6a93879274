import { describe, expect, it } from '@jest/globals';
import { builtInSites, readSite } from '@nightjar/service-kit';

const expected = ['la-silla', 'maunakea', 'ohp', 'san-pedro-martir', 'siding-spring', 'xinglong'];

describe('the built-in sites', () => {
  it('are the six that are promised', () => {
    expect(builtInSites().sort()).toEqual(expected);
  });

  it.each(expected)('%s is a lawful site whose file bears its name', (name) => {
    expect(readSite(name)).toMatchObject({ name, simulated: true });
  });

  it.each(expected)('%s keeps its clock near its longitude', (name) => {
    const site = readSite(name);
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: site.timeZone, hour: 'numeric', hourCycle: 'h23' });
    const hour = Number(local.format(new Date('2026-03-01T12:00:00Z')));
    const solar = (12 + site.longitudeDeg / 15 + 24) % 24;
    expect(Math.abs(((hour - solar + 36) % 24) - 12)).toBeLessThan(2.5);
  });

  it.each(expected)('%s gives every device a port of its own and every strategy a camera that is there', (name) => {
    const site = readSite(name);
    const devices = [...site.telescopes, ...site.cameras, ...site.domes, ...site.weather];
    expect(new Set(devices.map(({ port }) => port)).size).toBe(devices.length);
    for (const { camera, configurations } of site.strategies) {
      const found = site.cameras.find((one) => one.name === camera);
      expect(configurations.every(({ filter }) => found?.filters.includes(filter))).toBe(true);
    }
  });
});
