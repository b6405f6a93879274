import { z } from 'zod';
import { degrees, positiveDegrees, positiveSeconds, quantity } from '../quantity.js';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'lower-case letters, digits and dashes are wanted' });

/** Where a device listens. Simulated devices use ports 11110 to 11149 on loopback. */
const address = { host: z.string().default('127.0.0.1'), port: z.int().min(1).max(65535) };

const telescope = z.object({
  name,
  ...address,
  apertureM: quantity('m', z.number().positive()),
  slewRateDegPerS: z.number().positive().describe('Great-circle slew rate.'),
  settleS: quantity('s', z.number().nonnegative()).describe('Rest after a slew before the image stands still.'),
  minAltitudeDeg: degrees.describe('Hard limit of the mount.'),
  parkAltitudeDeg: degrees.default(70),
  parkAzimuthDeg: degrees.default(0),
});

const camera = z.object({
  name,
  ...address,
  telescope: name,
  widthPx: quantity('px', z.int().positive()),
  heightPx: quantity('px', z.int().positive()),
  pixelScaleArcsec: quantity('arcsec', z.number().positive()),
  filters: z.array(z.string().min(1)).nonempty(),
  notSchedulable: z
    .array(z.string())
    .optional()
    .describe('Places of the wheel that no request may ask for, e.g. a dark slide.'),
  gainEPerAdu: z.number().positive(),
  readNoiseE: z.number().nonnegative(),
  saturationAdu: z.number().positive().default(65535),
  readoutS: positiveSeconds.default(2),
  maxExposureS: positiveSeconds.default(1800),
});

const dome = z.object({ name, ...address, openS: positiveSeconds.default(20) });

const weather = z.object({
  name,
  ...address,
  limits: z.object({
    windMs: z.number().positive().default(15),
    humidityPercent: z.number().positive().max(100).default(90),
    rain: z.boolean().default(false).describe('True: rain is tolerated (never on a real site).'),
  }),
  staleAfterS: positiveSeconds.default(60).describe('A reading older than this (wall clock) counts as unsafe.'),
  reopenAfterS: positiveSeconds.default(120).describe('How long it must be good before the dome may open again.'),
});

/** One series of equal exposures. */
export const Configuration = z.object({
  filter: z.string().min(1),
  exposureS: positiveSeconds,
  count: z.int().positive().max(1000),
});

/** What to do about notices of a kind. */
export const Strategy = z.object({
  name,
  says: z.string().min(1),
  match: z.object({
    missions: z.array(z.string()).default([]).describe('Empty: any mission.'),
    maxErrorDeg: positiveDegrees.describe('A larger error box is refused: the field would not cover it.'),
    maxAgeS: positiveSeconds.describe('A trigger older than this when the notice arrives is refused.'),
  }),
  priority: z.number().positive(),
  interrupts: z.boolean().describe('Whether it may stop a running observation of lower priority.'),
  constraints: z.object({
    minAltitudeDeg: degrees,
    minMoonSeparationDeg: positiveDegrees,
    maxSunAltitudeDeg: degrees,
  }),
  validS: positiveSeconds.describe('How long after the trigger the request is worth observing.'),
  camera: name,
  configurations: z.array(Configuration).nonempty(),
});

/** A site: where it is, what stands there, and what may be done with it. */
export const Site = z.object({
  name,
  title: z.string().min(1),
  longitudeDeg: degrees.describe('East positive, geodetic.'),
  latitudeDeg: degrees,
  elevationM: quantity('m'),
  timeZone: z.string().min(1).describe('IANA name, for the local clock.'),
  simulated: z.boolean().default(false).describe('Start simulated devices at the addresses below.'),
  horizon: z
    .array(z.object({ azimuthDeg: degrees, altitudeDeg: degrees }))
    .default([])
    .describe('Obstructions: altitude against azimuth, linearly joined. Empty: a flat horizon.'),
  telescopes: z.array(telescope).nonempty(),
  cameras: z.array(camera).nonempty(),
  domes: z.array(dome).nonempty(),
  weather: z.array(weather).nonempty(),
  strategies: z.array(Strategy),
});

export type Site = z.output<typeof Site>;
export type Strategy = z.output<typeof Strategy>;
export type Configuration = z.output<typeof Configuration>;
export type TelescopeSite = z.output<typeof telescope>;
export type CameraSite = z.output<typeof camera>;
export type DomeSite = z.output<typeof dome>;
export type WeatherSite = z.output<typeof weather>;
