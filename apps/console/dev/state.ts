import type { Instrument, LogLine } from '@nightjar/contracts';
import { TRIGGER_MS, sky } from './facts.ts';
import type { Happening } from './happening.ts';
import { NIGHT } from './script.ts';

const LISTS: Readonly<Record<string, string>> = {
  'evt.alert.notice.received': 'notices',
  'evt.alert.notice.concluded': 'notices',
  'evt.catalog.target.added': 'targets',
  'evt.catalog.product.added': 'data-products',
  'evt.catalog.datum.added': 'reduced-data',
  'evt.schedule.request.changed': 'requests',
  'evt.sequence.observation.changed': 'observations',
  'evt.pipeline.process.changed': 'processes',
};

type Noun = Readonly<Record<string, unknown>>;

const until = (nowMs: number): readonly Happening[] =>
  NIGHT.filter(({ afterS }) => TRIGGER_MS + afterS * 1000 <= nowMs);

/** The nouns of a list as they are at an instant, newest first. */
export const listAt = (name: string, nowMs: number): Noun[] => {
  const nouns = new Map<unknown, Noun>();
  for (const { subject, data } of until(nowMs)) {
    const noun = { ...data } as Noun;
    if (LISTS[subject] === name) nouns.set(noun['id'], noun);
  }
  const list = [...nouns.values()];
  return name === 'reduced-data' ? list : list.reverse();
};

export const planAt = (nowMs: number): object =>
  until(nowMs).findLast(({ subject }) => subject === 'evt.schedule.plan.made')?.data ?? {
    version: 0,
    blocks: [],
    unscheduled: [],
  };

export const logAt = (process: string, nowMs: number): LogLine[] =>
  until(nowMs).flatMap(({ subject, data }) => {
    if (subject !== 'tlm.pipeline.log') return [];
    const { process: of, ...line } = data as LogLine & { process: string };
    return of === process ? [line] : [];
  });

/** What happens in a stretch of the night, end included. */
export const between = (fromMs: number, toMs: number): readonly (Happening & { n: number })[] =>
  NIGHT.map((happening, n) => ({ ...happening, n })).filter(({ afterS }) => {
    const ms = TRIGGER_MS + afterS * 1000;
    return ms > fromMs && ms <= toMs;
  });

const device = (
  name: string,
  kind: Instrument['kind'],
  state: string,
  values: Instrument['values'],
  more: Partial<Instrument> = {},
): Instrument => ({
  name,
  kind,
  state,
  ageS: 0.4,
  values,
  interlocks: [],
  lastCommand: null,
  ...more,
});

export const devicesAt = (nowMs: number): Instrument[] => {
  const afterS = (nowMs - TRIGGER_MS) / 1000;
  const observing = afterS > 17 && afterS < 325;
  const slewing = observing && afterS < 30;
  const spot = afterS > 30 ? sky.burst : sky.m67;
  const exposing = observing && !slewing && (afterS - 32) % 36 < 30;
  return [
    device('mount', 'telescope', slewing ? 'SLEWING' : 'TRACKING', {
      STATE: slewing ? 'SLEWING' : 'TRACKING',
      RA: spot.raDeg,
      DEC: spot.decDeg,
      AIRMASS: 1.5534,
      TRACKING: 1,
      PARKED: 0,
    }),
    device('north', 'camera', exposing ? 'EXPOSING' : observing ? 'READING' : 'IDLE', {
      FILTER: 'V',
      EXPTIME: 30,
      EXPOSURE_LEFT: exposing ? 12.4 : 0,
      TEMP: -60,
      LAST_IMAGE: '',
    }),
    device('dome', 'dome', 'OPEN', { OPEN_PART: 1 }),
    device('mast', 'weather', 'MEASURING', {
      WIND: 4.21,
      HUMIDITY: 38.2,
      RAIN: 0,
      TEMPERATURE: 6.12,
      CLOUD: 5,
      AGE: 0.7,
    }),
    device('allsky', 'camera', 'OFFLINE', {}, { ageS: 92 }),
    device('spectro', 'camera', 'OFFLINE', {}, { ageS: null }),
  ];
};
