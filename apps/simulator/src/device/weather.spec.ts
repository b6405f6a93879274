import { describe, expect, it } from '@jest/globals';
import { readSite } from '@nightjar/service-kit';
import { ManualClock } from '../manual-clock.fixture.js';
import { Weather } from './weather.js';

const [mast] = readSite('ohp').weather;

function start(): { clock: ManualClock; weather: Weather; told: number[] } {
  if (!mast) throw new Error('the site has no mast');
  const clock = new ManualClock();
  const weather = new Weather(mast, clock, 3);
  const told: number[] = [];
  weather.onNotice = ({ values }) => told.push(Number(values['WIND']));
  return { clock, weather, told };
}

describe('the simulated weather', () => {
  it('changes slowly and is never unsafe by itself', async () => {
    const { clock, weather } = start();
    const winds: number[] = [];
    for (let n = 0; n < 300; n++) {
      await clock.advance(300);
      weather.hold({});
      const { WIND, HUMIDITY, RAIN } = weather.status();
      expect(Number(WIND)).toBeLessThan(mast?.limits.windMs ?? 0);
      expect(Number(HUMIDITY)).toBeLessThan(mast?.limits.humidityPercent ?? 0);
      expect(RAIN).toBe(0);
      winds.push(Number(WIND));
    }
    expect(Math.max(...winds) - Math.min(...winds)).toBeGreaterThan(1);
    weather.close();
  });

  it('tells a held value at once and keeps it', () => {
    const { weather, told } = start();
    weather.hold({ windMs: 18 });
    weather.hold({ rain: true });
    expect(told.at(-1)).toBe(18);
    expect(weather.status()).toMatchObject({ WIND: 18, RAIN: 1 });
    weather.close();
  });

  it('says nothing new when its sensors have died', () => {
    const { weather, told } = start();
    weather.freeze(true);
    weather.hold({ windMs: 18 });
    expect(told).toEqual([]);
    expect(weather.status()['WIND']).not.toBe(18);
    weather.close();
  });
});
