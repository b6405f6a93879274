import { readPosition, number } from './position.js';
import { readIso, toUtc } from './time-scale.js';
import type { Frame, TimeScale, WarningCode, WhereWhen } from './voevent.js';
import { attribute, child, childrenOf, childText, type XmlElement } from './xml.js';

export type Warn = (code: WarningCode, says: string) => void;

const SCALES: readonly TimeScale[] = ['UTC', 'TT', 'GPS', 'TDB', 'TAI'];
const FOREIGN_FRAMES = new Set(['FK4', 'GALACTIC', 'GAL', 'ECLIPTIC', 'ECL', 'AZEL', 'ALTAZ', 'GEOD']);

/** WhereWhen of any version. Position and time are read from the same coordinate system: the one AstroCoords names. */
export const readWhereWhen = (element: XmlElement, warn: Warn): WhereWhen => {
  const [location, ...more] = childrenOf(element, 'ObsDataLocation');
  if (more.length > 0) warn('several_locations', 'There are several locations; the first one is read.');
  const observation = child(location, 'ObservationLocation');
  const coords = coordsOf(observation);
  const system = systemOf(observation, coords, warn);
  return {
    ...readTime(child(coords, 'Time'), system.scale, warn),
    ...readWhere(coords, system, warn),
    observatory: attribute(child(location, 'ObservatoryLocation'), 'id'),
    description: childText(element, 'Description'),
  };
};

const coordsOf = (observation: XmlElement | undefined): XmlElement | undefined => {
  const all = childrenOf(observation, 'AstroCoords');
  return all.find((c) => child(c, 'Position2D')) ?? all.find((c) => child(c, 'Time')) ?? all[0];
};

interface CoordinateSystem {
  readonly scale: TimeScale | null;
  readonly frame: Frame | null;
  readonly foreign: string | null;
}

/** `UTC-FK5-GEO` and, in old packets, `FK5-UTC-GEO`. */
const systemOf = (
  observation: XmlElement | undefined,
  coords: XmlElement | undefined,
  warn: Warn,
): CoordinateSystem => {
  const declared = attribute(child(observation, 'AstroCoordSystem'), 'id');
  const referred = attribute(coords, 'coord_system_id');
  if (declared !== null && referred !== null && declared !== referred)
    warn('coordinate_systems_differ', 'AstroCoordSystem and AstroCoords name different systems; the latter is used.');
  const parts = (referred ?? declared ?? '').toUpperCase().split(/[-_ ]/);
  return {
    scale: SCALES.find((s) => parts.includes(s)) ?? null,
    frame: parts.includes('ICRS') ? 'ICRS' : parts.includes('FK5') ? 'FK5' : null,
    foreign: parts.find((p) => FOREIGN_FRAMES.has(p)) ?? null,
  };
};

const readTime = (
  time: XmlElement | undefined,
  scale: TimeScale | null,
  warn: Warn,
): Pick<WhereWhen, 'eventTime' | 'timeScale' | 'timeErrorS'> => {
  const text =
    childText(child(time, 'TimeInstant'), 'ISOTime') ??
    childText(child(time, 'TimeInterval'), 'ISOTimeStart') ??
    childText(child(time, 'TimeInterval'), 'ISOTime');
  const error = childText(time, 'Error');
  const timeErrorS = error === null || !(number(error) >= 0) ? null : number(error);
  if (text === null) return { eventTime: null, timeScale: null, timeErrorS };
  const reading = readIso(text);
  if (!reading) {
    warn('bad_time', 'The time of the event is no ISO 8601 time.');
    return { eventTime: null, timeScale: null, timeErrorS };
  }
  if (scale === null) warn('time_scale_assumed', 'The packet names no time scale that is known; UTC is assumed.');
  if (reading.leapSecond) warn('leap_second', 'The time is in a leap second; it is read as the next second.');
  return { eventTime: toUtc(reading.date, scale ?? 'UTC'), timeScale: scale ?? 'UTC', timeErrorS };
};

const readWhere = (
  coords: XmlElement | undefined,
  system: CoordinateSystem,
  warn: Warn,
): Pick<WhereWhen, 'position' | 'positionFault'> => {
  const position2d = child(coords, 'Position2D');
  if (!position2d) return { position: null, positionFault: null };
  const refuse = (
    positionFault: WhereWhen['positionFault'] & object,
  ): Pick<WhereWhen, 'position' | 'positionFault'> => {
    warn('position_refused', positionFault.says);
    return { position: null, positionFault };
  };
  if (system.frame === null && system.foreign !== null)
    return refuse({ code: 'not_equatorial', says: `Positions in ${system.foreign} are not read; send ICRS or FK5.` });
  const reading = readPosition(position2d, system.frame ?? 'ICRS');
  if ('fault' in reading) return refuse(reading.fault);
  if (system.frame === null) warn('frame_assumed', 'The packet names no frame that is known; ICRS is assumed.');
  for (const [code, says] of reading.warnings) warn(code, says);
  return { position: reading.position, positionFault: null };
};
