import fc from 'fast-check';
import type { Place } from './place.js';

/** Arbitraries for properties of the sky: any position, uniform in area or near; sites; instants from 2000 to 2040. */
const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

export const positions = fc.record({ raDeg: finite(0, 359.999_999), decDeg: finite(-90, 90) });
export const places = fc.record({
  longitudeDeg: finite(-180, 180),
  latitudeDeg: finite(-90, 90),
  elevationM: finite(0, 5000),
});
export const dates = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });

/** La Silla, for the examples. */
export const LA_SILLA: Place = { longitudeDeg: -70.738, latitudeDeg: -29.2563, elevationM: 2347 };
