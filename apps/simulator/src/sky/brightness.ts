/** Where the lights of the sky stand, as a place sees them. */
export interface SkyLights {
  readonly sunAltitudeDeg: number;
  readonly moonAltitudeDeg: number;
  /** Lit part of the Moon's disc, 0 to 1. */
  readonly moonLit: number;
  readonly moonSeparationDeg: number;
  readonly targetAltitudeDeg: number;
}

const DARK_MAG = 21.7;
const EXTINCTION_MAG = 0.13;
const DEG = Math.PI / 180;

/**
 * Brightness of the sky in V magnitudes per square arcsecond: airglow, moonlight after Krisciunas & Schaefer (1991),
 * twilight by a power of the Sun's height above -18 degrees that gives 20.4 at -12 and 13 at -6 (Patat 2006).
 */
export function skyBrightness(lights: SkyLights): number {
  const glow = nanoLamberts(DARK_MAG) * 10 ** (-0.4 * EXTINCTION_MAG * (path(lights.targetAltitudeDeg) - 1));
  const dark = glow * path(lights.targetAltitudeDeg);
  return Math.max(3, magnitudes((dark + moonlight(lights)) * 10 ** (0.4 * twilightMag(lights.sunAltitudeDeg))));
}

const twilightMag = (sunAltitudeDeg: number): number => 0.0103 * Math.max(0, Math.min(sunAltitudeDeg, 0) + 18) ** 2.7;

/** Krisciunas & Schaefer, equations 9, 15, 20 and 21, in nanolamberts. */
function moonlight({ moonAltitudeDeg, moonLit, moonSeparationDeg, targetAltitudeDeg }: SkyLights): number {
  if (moonAltitudeDeg <= 0) return 0;
  const phaseDeg = Math.acos(Math.min(1, Math.max(-1, 2 * moonLit - 1))) / DEG;
  const light = 10 ** (-0.4 * (3.84 + 0.026 * phaseDeg + 4e-9 * phaseDeg ** 4));
  const rayleigh = 10 ** 5.36 * (1.06 + Math.cos(moonSeparationDeg * DEG) ** 2);
  const mie = 10 ** (6.15 - moonSeparationDeg / 40);
  const dimmed = 10 ** (-0.4 * EXTINCTION_MAG * path(moonAltitudeDeg));
  return (rayleigh + mie) * light * dimmed * (1 - 10 ** (-0.4 * EXTINCTION_MAG * path(targetAltitudeDeg)));
}

/** Length of the path through the scattering air (their equation 3); 1 at the zenith. */
const path = (altitudeDeg: number): number =>
  1 / Math.sqrt(1 - 0.96 * Math.sin((90 - Math.max(0, altitudeDeg)) * DEG) ** 2);

const nanoLamberts = (mag: number): number => 34.08 * Math.exp(20.7233 - 0.92104 * mag);
const magnitudes = (brightness: number): number => (20.7233 - Math.log(brightness / 34.08)) / 0.92104;
