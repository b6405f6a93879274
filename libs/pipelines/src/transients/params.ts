import { z } from 'zod';
import { KnownBetter } from '../frame/known-better.js';
import { grouped } from '../kit/grouped.js';
import { zeroPointParam } from '../science/zero-point.js';
import { hipsFor, surveyNames } from '../science/survey-choice.js';

/** What a search for transients is told; STDWeb's keys, and a few more. */
export const Params = z.object({
  ...grouped('The frame', {
    ...KnownBetter.shape,
    zeroPoint: zeroPointParam,
  }),
  ...grouped('Objects', {
    simpleCenter: z
      .string()
      .optional()
      .describe('Only objects about this position: 00:42:44.3 +41:16:09. Default: the whole frame.'),
    simpleSr0: z.number().positive().max(180).default(1).describe('Radius about simpleCenter.').meta({ unit: 'deg' }),
    limitSigma: z
      .number()
      .min(1)
      .max(100)
      .default(5)
      .describe('Least significance of an object.')
      .meta({ unit: 'sigma' }),
  }),
  ...grouped('What was there before', {
    catalogues: z
      .string()
      .regex(/^[a-z0-9_-]+(,[a-z0-9_-]+)*$/, 'is a list of catalogues: gaiaedr3,ps1')
      .optional()
      .describe('Catalogues to ask: gaiaedr3,ps1. Default: the deep ones of that part of the sky.'),
    simpleMagDiff: z
      .number()
      .min(0)
      .max(20)
      .default(2)
      .describe('An object so much brighter than a catalogued star at its place is new too; 0: never.')
      .meta({ unit: 'mag' }),
    simpleOthers: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe(
        'Which of the further inputs objects are held against: names or identifiers with spaces or commas between. Default: all of them.',
      ),
    othersMean: z
      .enum(['confirm', 'known'])
      .default('confirm')
      .describe(
        'What it means to be on the others: `confirm`, an object has to be on each of them; `known`, one that is on any was there before.',
      ),
  }),
  ...grouped('Cutouts', {
    simpleTemplate: z
      .enum(['auto', 'none', ...surveyNames])
      .default('auto')
      .describe(
        'Survey whose image stands beside each object in its cutout; `auto` the one for the place, `hips` the one that simpleTemplateHips names.',
      ),
    simpleTemplateHips: hipsFor('simpleTemplate'),
  }),
});

export const flags = {
  maskCosmics: {
    default: true,
    title: 'Mask cosmic rays',
    says: 'A hit is on one frame only, so that it looks like something new; L.A.Cosmic masks it before objects are looked for.',
  },
  markKnown: {
    default: true,
    title: 'Mark minor planets and variable stars that are known',
    says: 'Says of each candidate what SkyBoT and the variable star index VSX know at its place; a star is not rejected for that. What cannot be asked is left open, with a warning.',
  },
  simpleSkybot: {
    default: true,
    title: 'Reject known minor planets',
    says: 'Asks SkyBoT which asteroids and comets were in the field at the time of the exposure; needs the network.',
  },
  simpleBlends: {
    default: true,
    title: 'Hold objects also against stars that the frame sees as one',
    says: 'Two or more catalogued stars within a seeing disc are one object on the frame, off the place of each; such an object is no transient.',
  },
  simplePrefilter: {
    default: true,
    title: 'Reject what is not shaped as the stars of the frame',
    says: 'Compares width, size and concentration of each object with those of the frame’s stars; hot pixels, trails and galaxies fail.',
  },
} as const;

export type Params = z.output<typeof Params>;
