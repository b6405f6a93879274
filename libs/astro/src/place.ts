import type { Degrees, Metres } from './quantity.js';

/** A place on the Earth: WGS84 geodetic, longitude positive to the East, height above the ellipsoid. */
export interface Place {
  readonly longitudeDeg: Degrees;
  readonly latitudeDeg: Degrees;
  readonly elevationM: Metres;
}

/** A direction on the sky: ICRS unless the name of the variable says otherwise. */
export interface Equatorial {
  readonly raDeg: Degrees;
  readonly decDeg: Degrees;
}

/** A direction seen from a place: altitude above the horizon; azimuth from North through East, [0, 360). */
export interface Horizontal {
  readonly altitudeDeg: Degrees;
  readonly azimuthDeg: Degrees;
}
