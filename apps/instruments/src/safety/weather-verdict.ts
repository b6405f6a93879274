import type { WeatherSite } from '@nightjar/contracts';

/** The last word of one mast. */
export interface WeatherReading {
  readonly windMs: number;
  readonly humidityPercent: number;
  readonly rain: boolean;
  /** Seconds on the wall clock since it was measured; null: never heard. */
  readonly ageS: number | null;
}

/** `unknown`: nothing was heard yet and it is too early to call that an alarm; the dome stays as it is. */
export type Safety = { readonly verdict: 'safe' | 'unsafe' | 'unknown'; readonly because: string };

/**
 * Whether the sky may be let in. Every mast must be good: one that is stale or says too much closes the dome.
 * @param sinceStartS how long this service has been listening, wall clock
 */
export function judgeWeather(
  masts: readonly { readonly site: WeatherSite; readonly reading: WeatherReading }[],
  sinceStartS: number,
): Safety {
  const verdicts = masts.map(({ site, reading }) => judgeMast(site, reading, sinceStartS));
  return (
    verdicts.find(({ verdict }) => verdict === 'unsafe') ??
    verdicts.find(({ verdict }) => verdict === 'unknown') ?? { verdict: 'safe', because: 'all sources are good' }
  );
}

function judgeMast({ name, limits, staleAfterS }: WeatherSite, reading: WeatherReading, sinceStartS: number): Safety {
  const { ageS, windMs, humidityPercent, rain } = reading;
  if (ageS === null && sinceStartS < staleAfterS) return { verdict: 'unknown', because: `${name} has not spoken yet` };
  if (ageS === null) return unsafe(`${name} has never spoken`);
  if (!(ageS <= staleAfterS)) return unsafe(`${name} is silent since ${Math.round(ageS)} s, limit ${staleAfterS} s`);
  if (rain && !limits.rain) return unsafe(`rain at ${name}`);
  // negated, so that a value which is no number is unsafe
  if (!(windMs <= limits.windMs)) return unsafe(`wind ${windMs} m/s, limit ${limits.windMs} m/s`);
  if (!(humidityPercent <= limits.humidityPercent)) {
    return unsafe(`humidity ${humidityPercent} %, limit ${limits.humidityPercent} %`);
  }
  return { verdict: 'safe', because: 'good' };
}

const unsafe = (because: string): Safety => ({ verdict: 'unsafe', because });
