import { z } from 'zod';
import { KnownBetter } from '../frame/known-better.js';
import type { Flags } from '../kit/flags.js';
import { grouped } from '../kit/grouped.js';
import { orJsonText } from '../kit/json-text.js';
import { zeroPointParam } from '../science/zero-point.js';
import { hipsFor, surveyNames } from '../science/survey-choice.js';
import { Targets } from '../targets/wanted-targets.js';

const order = z.int().min(0).max(4).optional();
const count = (most: number) => z.int().min(1).max(most).optional();
const share = z.number().min(0).max(1).optional();
const sigma = z.number().min(0).max(1000).optional();

/** `{"ko": 1}`, as an object or as text; options of HOTPANTS. Our own kernel reads the orders `ko` and `bgo`. */
const HotpantsExtra = z.strictObject({
  ...{ ko: order, bgo: order, r: count(200), rss: count(300), nsx: count(100), nsy: count(100), nss: count(50) },
  ...{ ft: sigma, ks: sigma, ssig: sigma, sft: share, nft: share, kfm: share, mins: share, mous: share },
});
export type HotpantsExtra = z.output<typeof HotpantsExtra>;

/** What our own kernel makes nothing of. */
export const hotpantsOnly = Object.keys(HotpantsExtra.shape).filter((name) => name !== 'ko' && name !== 'bgo');

export const Params = z.object({
  ...grouped('The frame', KnownBetter.shape),
  ...grouped('Target', {
    targets: Targets,
  }),
  ...grouped('Template', {
    template: z
      .enum(['auto', 'own', 'custom', ...surveyNames])
      .default('auto')
      .describe(
        '`own`: a kept one that the pipeline `template` made of earlier frames; `custom`: the second frame of the inputs; `hips`: the one that templateHips names; else a survey. `auto`: an own one where one fits, else the survey for the place.',
      ),
    templateHips: hipsFor('template'),
    customTemplate: z
      .string()
      .min(1)
      .optional()
      .describe('Name or identifier of the input that is the template. Default: the second one.'),
    customTemplateGain: z
      .number()
      .positive()
      .default(10_000)
      .describe('Gain of the template.')
      .meta({ unit: 'e-/ADU' }),
    customTemplateSaturation: z
      .number()
      .positive()
      .optional()
      .describe('Level from which on the template is saturated. Default: the header’s.')
      .meta({ unit: 'adu' }),
    templateFwhmOverride: z
      .number()
      .positive()
      .optional()
      .describe('Width of the template’s stars in pixels of the frame. Default: measured.')
      .meta({ unit: 'px' }),
  }),
  ...grouped('Subtraction', {
    subtractionMode: z
      .enum(['detection', 'target'])
      .optional()
      .describe('Look for candidates everywhere, or measure the target alone. Default: the latter when there is one.'),
    subtractionMethod: z
      .enum(['own', 'hotpants'])
      .default('own')
      .describe('Our own kernel (Alard & Lupton 1998), or HOTPANTS where it is installed.'),
    subSize: z.int().min(64).max(20_000).default(1000).describe('Side of a part subtracted by itself.').meta({
      unit: 'px',
    }),
    subOverlap: z.int().min(0).max(1000).default(50).describe('How far a part reaches into the next.').meta({
      unit: 'px',
    }),
    hotpantsExtra: orJsonText(HotpantsExtra)
      .optional()
      .describe(
        'Orders over a part of the kernel, `ko`, and of the background, `bgo`: {"ko": 1, "bgo": 1}. For HOTPANTS also r, rss, nsx, nsy, nss, ft, ks, ssig, sft, nft, kfm, mins and mous, as it knows them. Default: 0 and 0 for HOTPANTS, 1 and 1 for our own kernel.',
      ),
    hotpantsTimeout: z
      .number()
      .positive()
      .max(3600)
      .default(600)
      .describe('How long HOTPANTS may take for one part.')
      .meta({ unit: 's' }),
  }),
  ...grouped('Candidates', {
    filterCenter: z
      .string()
      .optional()
      .describe('Only candidates about this position: 00:42:44.3 +41:16:09. Default: the whole frame.'),
    filterSr0: z.number().positive().max(180).default(1).describe('Radius about filterCenter.').meta({ unit: 'deg' }),
    limitSigma: z
      .number()
      .min(1)
      .max(100)
      .default(5)
      .describe('Least significance of a candidate, and of a detection.')
      .meta({ unit: 'sigma' }),
    zeroPoint: zeroPointParam,
  }),
});
export type Params = z.output<typeof Params>;

export const flags = {
  subVerbose: {
    default: false,
    title: 'Keep further planes: scaled difference, kernel',
    says: 'Writes the difference in units of its noise and a picture of the convolution kernel, to judge the match by.',
  },
  plots: {
    default: true,
    title: 'Draw the plot as a picture',
    says: 'PNG of 800 x 600 pixels beside the tables; the console draws the same from the tables without it.',
  },
  maskCosmics: {
    default: true,
    title: 'Mask cosmic rays',
    says: 'A hit is on one image only, so that it looks like a transient; L.A.Cosmic masks it before the images are compared.',
  },
  markKnown: {
    default: true,
    title: 'Mark minor planets, variable stars and catalogue stars that are known',
    says: 'Says of each candidate what SkyBoT, the variable star index VSX and the catalogues know at its place; whether it is rejected for that is for the filters below. What cannot be asked is left open, with a warning.',
  },
  filterVizier: {
    default: false,
    title: 'Reject what catalogues know',
    says: 'Compares each candidate with Gaia, Pan-STARRS and the like. Leave it off to find stars that vary.',
  },
  filterSkybot: {
    default: false,
    title: 'Reject known minor planets',
    says: 'Asks SkyBoT which asteroids and comets were in the field at the time of the exposure; needs the network.',
  },
  filterPrefilter: {
    default: true,
    title: 'Reject what is not shaped as the stars of the frame',
    says: 'Compares width, size and concentration of each candidate with those of the frame’s stars; hot pixels, trails and residuals of bright stars fail.',
  },
  filterAdjust: {
    default: true,
    title: 'Reject what a small shift or scaling of the template explains',
    says: 'Rejects the pair of a bright and a dark spot that a slightly wrong registration or flux scale leaves at a star.',
  },
} as const;
export type SubtractionFlags = Flags<typeof flags>;
