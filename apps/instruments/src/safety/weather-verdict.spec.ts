import { describe, expect, it } from '@jest/globals';
import type { WeatherSite } from '@nightjar/contracts';
import { judgeWeather, type WeatherReading } from './weather-verdict.js';

const mast: WeatherSite = {
  name: 'mast',
  host: '127.0.0.1',
  port: 11140,
  limits: { windMs: 15, humidityPercent: 90, rain: false },
  staleAfterS: 60,
  reopenAfterS: 120,
};
const good: WeatherReading = { windMs: 5, humidityPercent: 50, rain: false, ageS: 1 };
const judge = (reading: Partial<WeatherReading>, sinceStartS = 1000) =>
  judgeWeather([{ site: mast, reading: { ...good, ...reading } }], sinceStartS);

describe('the weather', () => {
  it('is safe when every mast is good and fresh', () => {
    expect(judge({})).toMatchObject({ verdict: 'safe' });
  });

  it.each([
    ['wind above the limit', { windMs: 15.01 }, 'wind 15.01 m/s, limit 15 m/s'],
    ['humidity above the limit', { humidityPercent: 91 }, 'humidity 91 %, limit 90 %'],
    ['rain', { rain: true }, 'rain at mast'],
    ['a stale mast', { ageS: 61 }, 'mast is silent since 61 s, limit 60 s'],
    ['a mast that never spoke', { ageS: null }, 'mast has never spoken'],
    ['a wind that is no number', { windMs: NaN }, 'wind NaN m/s, limit 15 m/s'],
    ['an age that is no number', { ageS: NaN }, 'mast is silent since NaN s, limit 60 s'],
  ])('is unsafe with %s, and says so', (_, reading, because) => {
    expect(judge(reading)).toEqual({ verdict: 'unsafe', because });
  });

  it('is as allowed at the limits themselves', () => {
    expect(judge({ windMs: 15, humidityPercent: 90, ageS: 60 })).toMatchObject({ verdict: 'safe' });
  });

  it('is unknown, not unsafe, in the first moments after the start', () => {
    expect(judge({ ageS: null }, 59)).toMatchObject({ verdict: 'unknown' });
  });

  it('is unsafe when one of two masts is', () => {
    const masts = [good, { ...good, rain: true }].map((reading) => ({ site: mast, reading }));
    expect(judgeWeather(masts, 1000)).toMatchObject({ verdict: 'unsafe' });
  });
});
