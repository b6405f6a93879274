import { z } from 'zod';
import { arcseconds, decDeg, id, instant, magnitude, positiveSeconds, raDeg, traceId } from '../quantity.js';

export const TargetId = id('tgt');

/** What people note of a target beside what every target has; the type of a value is that of its JSON, a time is ISO 8601. */
export const Extras = z.record(
  z.string().min(1).max(200),
  z.union([z.boolean(), z.number(), z.string().max(10_000)], {
    error: 'an extra is a text, a number or true or false',
  }),
);
export type Extras = z.output<typeof Extras>;

/** Something on the sky that is followed: sidereal, ICRS. */
export const Target = z.object({
  id: TargetId,
  name: z.string().min(1).max(100),
  aliases: z.array(z.string()),
  extras: Extras.default({}),
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

/**
 * Whether a frame is reduced, by its name as observatories give it: a FITS file that is not a raw one of Las Cumbres
 * (`…e00.fits.fz`).
 */
export const isReducedName = (name: string): boolean => name.includes('fits') && !name.endsWith('e00.fits.fz');

/** Whether a product is a frame in its own right, as an edit or a stack is: the difference of a frame belongs to that frame. */
export const isOwnFrame = ({ type, tags }: Pick<DataProduct, 'type' | 'tags'>): boolean =>
  type === 'frame' && !tags.includes('difference');

const datumParts = {
  id: id('dat'),
  target: TargetId,
  time: instant,
  mjd: z.number().describe('The time as modified Julian date, UTC.'),
  process: id('prc').nullable(),
  product: id('prd').nullable().describe('The file it was taken from; it goes when that is deleted.'),
  traceId,
};

/** A brightness. Exactly one of `mag` and `limit` is set. */
export const PhotometryDatum = z.object({
  ...datumParts,
  kind: z.literal('photometry'),
  time: instant.describe('Middle of the exposure, UTC.'),
  exposureS: positiveSeconds.nullable(),
  filter: z.string(),
  mag: magnitude.nullable(),
  magError: magnitude.nullable(),
  limit: magnitude.nullable().describe('Faintest magnitude that would have been seen (3 sigma) where nothing was.'),
  instrument: z.string(),
  source: z.string().describe('Who measured it.'),
  tag: z.string().max(100).optional().describe('What kind of value it is, in the pipeline’s words.'),
  meta: z.record(z.string(), z.unknown()).optional().describe('What else its pipeline says of it.'),
});
export type PhotometryDatum = z.output<typeof PhotometryDatum>;

/** A text that a process found out about its target, as a whole. */
export const DocumentDatum = z.object({
  ...datumParts,
  kind: z.literal('document'),
  time: instant.describe('When it was made.'),
  source: z.string().describe('`<identifier of the process>_<name of its file>`.'),
  text: z.string(),
  tag: z.string().describe('What kind of text it is, in the pipeline’s words; may be empty.'),
  meta: z.record(z.string(), z.unknown()),
});
export type DocumentDatum = z.output<typeof DocumentDatum>;

/** What is known of a target by reduction: a value, or a text. */
export const ReducedDatum = z.discriminatedUnion('kind', [PhotometryDatum, DocumentDatum]).meta({ type: 'object' });
export type ReducedDatum = z.output<typeof ReducedDatum>;
/** Which of them. */
export const DatumKind = z.enum(['photometry', 'document']);
