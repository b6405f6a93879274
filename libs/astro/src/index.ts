export type { Arcseconds, Days, Degrees, Hours, Magnitudes, Metres, Pixels, Quantity, Seconds } from './quantity.js';
export type { Equatorial, Horizontal, Place } from './place.js';

export { wrap180, wrap360 } from './angle.js';
export {
  add,
  apply,
  cross,
  dot,
  fromVector,
  type Matrix3,
  norm,
  normalise,
  scale,
  subtract,
  unitVector,
  type Vector3,
} from './vector.js';

export { leapSecondDays, taiMinusUtc, ttMinusUtc } from './leap.js';
export { dateFromJulianDate, dateFromMjd, jdTdb, jdTt, julianDateUtc, julianEpoch, mjd } from './time.js';
export { formatUtc, parseUtc, timeScales, UtcSyntaxError } from './utc.js';
export { greenwichSiderealTime, localMeanSiderealTime, localSiderealTime } from './sidereal.js';

export { altAzUnder, apparentAltAz, equatorialAt, type Sky, skyAt } from './sky.js';
export { hourAngle, parallacticAngle } from './hour.js';
export { type Air, airmass, pickeringAirmass, refractedAltitude, standardAir } from './atmosphere.js';
export { apparentOfDate, precess } from './apparent.js';
export { type Ecliptic, eclipticJ2000, fromGalactic, type Galactic, galactic } from './galactic.js';
export { properMotion, type SpaceMotion } from './motion.js';
export { barycentricVelocityMS, type LightTravel, lightTravelCorrection } from './barycentre.js';
export { angleBetween, offset, positionAngle, separation } from './separation.js';

export { type SunPosition, sunPosition, sunUnder } from './sun.js';
export { type MoonPosition, moonPosition, moonSeparation, moonUnder } from './moon.js';
export { darkness, type Night, type NightEvents, nightEvents, nightOf, SUN_LEVELS } from './night.js';
export { type Crossing, crossings, type Curve, type Extreme, maxima } from './crossing.js';
export { altitudeCrossings, riseTransitSet, type Visibility } from './transit.js';
export { skyTrack, type SkyTrack, type TargetTrack } from './track.js';

export {
  AngleSyntaxError,
  formatDec,
  formatRa,
  parseAngle,
  parseDec,
  parsePosition,
  parseRa,
  type SexagesimalUnit,
} from './sexagesimal.js';

export { nestedCover, nestedDisc, type PixelRange } from './healpix/disc.js';
export { nestedNeighbours } from './healpix/neighbours.js';
export { fromUniq, nestedCentre, nestedIndex, toUniq } from './healpix/nested.js';
export { ringToNested, nestedToRing, ringCentre, ringIndex } from './healpix/ring.js';
export { DEEPEST_ORDER, pixelCount, pixelRadiusDeg } from './healpix/pixel.js';

export {
  missingElements,
  ORBIT_SCHEMES,
  orbitFields,
  orbitForm,
  type OrbitForm,
  type OrbitScheme,
} from './elements.js';
