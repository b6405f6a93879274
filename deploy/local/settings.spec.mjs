import { describe, expect, it } from '@jest/globals';
import { arrange } from './arrangement.mjs';
import { parseClock, shown } from './clock.mjs';
import { DEMONSTRATION_CLOCK } from './demonstration.mjs';
import { settle } from './settings.mjs';

/** @param {string} named */
const anySite = (named) => ({ named, file: `${named}.json`, simulated: true, devicePorts: [11110] });
const NOW = 1_700_000_000_000;

describe('the settings', () => {
  it('come from the environment first, then the file, then the defaults', () => {
    const settings = settle(
      { NIGHTJAR_HTTP_PORT: '4000', HOME: '/x' },
      { NIGHTJAR_HTTP_PORT: '5000', NIGHTJAR_VTP_AUTHOR_PORT: '5001' },
    );
    expect(settings).toMatchObject({
      NIGHTJAR_HTTP_PORT: '4000',
      NIGHTJAR_VTP_AUTHOR_PORT: '5001',
      NIGHTJAR_VTP_SUBSCRIBER_PORT: '8099',
    });
    expect(settings).not.toHaveProperty('HOME');
  });

  it('take an empty variable as unset', () => {
    expect(settle({ NIGHTJAR_HTTP_PORT: '' }, {}).NIGHTJAR_HTTP_PORT).toBe('3000');
  });

  it('refuse what is no port, all at once', () => {
    const faulty = () => settle({ NIGHTJAR_HTTP_PORT: 'web', NIGHTJAR_VTP_AUTHOR_PORT: '70000' }, {});
    expect(faulty).toThrow('NIGHTJAR_HTTP_PORT=web is no port\nNIGHTJAR_VTP_AUTHOR_PORT=70000 is no port');
  });
});

describe('the arrangement', () => {
  const demonstration = { demonstration: true };

  it('plays the demonstration night when nothing is set', () => {
    const { demonstration: played, env } = arrange(settle({}, {}), demonstration, NOW, anySite);
    expect(played).toBe(true);
    expect(env).toMatchObject({
      NIGHTJAR_SITE: 'san-pedro-martir',
      NIGHTJAR_CLOCK: '2008-03-19T06:11:30Z@10',
      NIGHTJAR_CLOCK_ANCHOR: String(NOW),
    });
  });

  it('sends no alert of its own to a site that was named, and keeps real time there', () => {
    const {
      demonstration: played,
      env,
      clock,
    } = arrange(settle({ NIGHTJAR_SITE: 'ohp' }, {}), demonstration, NOW, anySite);
    expect(played).toBe(false);
    expect(clock).toBeUndefined();
    expect(env).not.toHaveProperty('NIGHTJAR_CLOCK');
  });

  it('plays the same night, without its alert, when the demonstration is not wanted', () => {
    const quiet = arrange(settle({}, {}), { demonstration: false }, NOW, anySite);
    expect([quiet.demonstration, quiet.env.NIGHTJAR_CLOCK]).toEqual([false, DEMONSTRATION_CLOCK]);
  });

  it('asks for the console’s, the broker’s and the simulated devices’ ports', () => {
    expect(arrange(settle({}, {}), demonstration, NOW, anySite).ports.map(({ port }) => port)).toEqual([
      3000, 8098, 8099, 11149, 11110,
    ]);
  });
});

describe('the played clock', () => {
  it('runs at its rate from the anchor', () => {
    const clock = parseClock('2017-12-20T01:30:00Z@60', NOW);
    expect(shown(clock, NOW).toISOString()).toBe('2017-12-20T01:30:00.000Z');
    expect(shown(clock, NOW + 1000).toISOString()).toBe('2017-12-20T01:31:00.000Z');
  });

  it('refuses what it cannot read', () => {
    for (const text of ['yesterday', '2017-12-20T01:30:00Z@0', '2017-12-20T01:30:00Z@fast', '@60']) {
      expect(() => parseClock(text, NOW)).toThrow('is no clock');
    }
  });
});
