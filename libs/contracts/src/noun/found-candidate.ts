import { z } from 'zod';
import { arcseconds, decDeg, magnitude, quantity, raDeg } from '../quantity.js';

const pixels = quantity('px');
const adu = quantity('adu');

/** What a list of the sky has at the place of a candidate. */
export const KnownObject = z.object({
  name: z.string().describe('As the list has it.'),
  kind: z.enum(['minor planet', 'comet', 'planet', 'variable star', 'catalogue star']),
  type: z.string().nullable().describe('The list’s own word for it: `MB>Inner`, `EA`; null where it has none.'),
  catalogue: z.string().describe('The list: `skybot`, `vsx`, or a catalogue’s name.'),
  separationArcsec: arcseconds,
});
export type KnownObject = z.output<typeof KnownObject>;

/** Which picture shows a candidate: science, template and difference beside one another. */
export const CandidatePicture = z.object({
  file: z.string().describe('Name of the file, without the identifier of the process.'),
  row: z.int().nonnegative().describe('Of a sheet of several candidates: the first one from above is 0.'),
  rows: z.int().positive().describe('How many the sheet holds.'),
});
export type CandidatePicture = z.output<typeof CandidatePicture>;

/** A candidate that a pipeline found, as the list of its process has it. */
export const FoundCandidate = z.object({
  name: z.string(),
  raDeg: raDeg.nullable(),
  decDeg: decDeg.nullable(),
  xPx: pixels.describe('The first pixel is 1.'),
  yPx: pixels,
  mag: magnitude.nullable().describe('Of what changed; null without a zero point.'),
  magError: magnitude.nullable(),
  snr: z.number(),
  fluxAdu: adu.describe('Of what changed; negative where light is gone.'),
  fluxErrorAdu: adu,
  sign: z.enum(['positive', 'negative']),
  kept: z.boolean().describe('No filter failed.'),
  reasons: z
    .array(z.object({ filter: z.string(), verdict: z.enum(['passed', 'failed', 'not-asked']), because: z.string() }))
    .readonly()
    .describe('Of every filter.'),
  known: z.array(KnownObject).readonly().describe('What is known there, nearest first; a mark, not a verdict.'),
  picture: CandidatePicture.nullable().optional(),
});
export type FoundCandidate = z.output<typeof FoundCandidate>;

/** The list of a process’s candidates: the product `candidates.json`. Kept ones first, then the others, most significant first. */
export const CandidateList = z.object({
  candidates: z.array(FoundCandidate),
  found: z.int().describe('How many there are in all; the table has those that are not listed.'),
  kept: z.int(),
});
export type CandidateList = z.output<typeof CandidateList>;
