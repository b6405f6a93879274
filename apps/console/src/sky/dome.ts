import { geoAzimuthalEquidistant, type GeoProjection } from 'd3-geo';

/** Room for the letters of the compass around the horizon, pixels. */
const RIM_PX = 18;

/** The longitude under which d3 must be told an azimuth, so that North is up and East is left. */
export const domeLongitude = (azimuthDeg: number): number => azimuthDeg - 180;

/** The sky over a place on a square of `sizePx`: zenith in the middle, equal steps of altitude, horizon at the rim. */
export const domeProjection = (sizePx: number): GeoProjection =>
  geoAzimuthalEquidistant()
    .rotate([0, -90])
    .clipAngle(90.01)
    .precision(0.3)
    .translate([sizePx / 2, sizePx / 2])
    .scale((sizePx / 2 - RIM_PX) / (Math.PI / 2));
