import { Inject, Injectable } from '@nestjs/common';
import type { Site } from '@nightjar/contracts';
import type { Values } from '@nightjar/grammar';
import { SITE } from '@nightjar/service-kit';
import { judgeWeather, type Safety, type WeatherReading } from './weather-verdict.js';

interface Heard {
  readonly values: Values;
  readonly atMs: number;
}

/** The last word of every mast, by the wall clock. */
@Injectable()
export class WeatherWatch {
  private readonly heard = new Map<string, Heard>();
  private readonly startMs = performance.now();

  constructor(@Inject(SITE) private readonly site: Site) {}

  take(mast: string, values: Values): void {
    this.heard.set(mast, { values, atMs: performance.now() });
  }

  get safety(): Safety {
    const masts = this.site.weather.map((site) => ({ site, reading: this.reading(site.name) }));
    return judgeWeather(masts, (performance.now() - this.startMs) / 1000);
  }

  private reading(mast: string): WeatherReading {
    const heard = this.heard.get(mast);
    if (!heard) return { windMs: NaN, humidityPercent: NaN, rain: false, ageS: null };
    const { values, atMs } = heard;
    const sensorAgeS = Number(values['AGE'] ?? 0);
    return {
      windMs: Number(values['WIND'] ?? NaN),
      humidityPercent: Number(values['HUMIDITY'] ?? NaN),
      rain: values['RAIN'] !== 0,
      ageS: sensorAgeS + (performance.now() - atMs) / 1000,
    };
  }
}
