import { z } from 'zod';
import { arcseconds, decDeg, id, instant, magnitude, positiveSeconds, raDeg, traceId } from '../quantity.js';

export const TargetId = id('tgt');

/** Something on the sky that is followed: sidereal, ICRS. */
export const Target = z.object({
  id: TargetId,
  name: z.string().min(1).max(100),
  aliases: z.array(z.string()),
  raDeg,
  decDeg,
  errorDeg: z.number().nullable(),
  epoch: instant.nullable().describe('When the event that made it a target happened.'),
  createdAt: instant,
  traceId,
});
export type Target = z.output<typeof Target>;

/** A target found by a cone search also says how far from the centre it is. */
export const FoundTarget = Target.extend({ separationArcsec: arcseconds.nullable() });

/** A file, kept once under its SHA-256. */
export const DataProduct = z.object({
  id: id('prd'),
  name: z.string(),
  type: z.enum(['frame', 'preview', 'catalogue', 'wcs', 'log', 'other']),
  mediaType: z.string(),
  size: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  target: TargetId.nullable(),
  observation: id('obs').nullable(),
  process: id('prc').nullable(),
  of: id('prd').nullable().describe('The product this one was made from, e.g. the frame of a preview.'),
  meta: z.record(z.string(), z.unknown()).describe('Facts of the file: filter, exposureS, startedAt, …'),
  tags: z.array(z.string()).default([]),
  createdAt: instant,
  traceId,
});
export type DataProduct = z.output<typeof DataProduct>;

/** Data products that belong together, e.g. the outputs of one process. */
export const DataProductGroup = z.object({
  id: id('grp'),
  name: z.string().min(1).max(200),
  products: z.array(id('prd')),
  createdAt: instant,
});
export type DataProductGroup = z.output<typeof DataProductGroup>;

/** A measured value. Exactly one of `mag` and `limit` is set in photometry. */
export const ReducedDatum = z.object({
  id: id('dat'),
  target: TargetId,
  kind: z.enum(['photometry']),
  time: instant.describe('Middle of the exposure, UTC.'),
  mjd: z.number().describe('The same as modified Julian date, UTC.'),
  exposureS: positiveSeconds.nullable(),
  filter: z.string(),
  mag: magnitude.nullable(),
  magError: magnitude.nullable(),
  limit: magnitude.nullable().describe('Faintest magnitude that would have been seen (3 sigma) where nothing was.'),
  instrument: z.string(),
  source: z.string().describe('Who measured it.'),
  process: id('prc').nullable(),
  product: id('prd').nullable(),
  traceId,
});
export type ReducedDatum = z.output<typeof ReducedDatum>;
