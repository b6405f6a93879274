import { SURVEYS } from '@nightjar/catalogues';
import { z } from 'zod';
import { KnownBetter } from '../frame/known-better.js';
import type { Flags } from '../kit/flags.js';
import { grouped } from '../kit/grouped.js';
import { orJsonText } from '../kit/json-text.js';
import { Targets } from '../targets/wanted-targets.js';

const surveys = SURVEYS.map(({ name }) => name);

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
      .enum(['auto', 'own', 'custom', ...surveys])
      .default('auto')
      .describe(
        '`own`: a kept one that the pipeline `template` made of earlier frames; `custom`: the second frame of the inputs; else a survey. `auto`: an own one where one fits, else the survey for the place.',
      ),
    customTemplate: z.string().min(1).optional().describe('Name or identifier of the input that is the template.'),
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
      .describe('Level from which on the template is saturated.')
      .meta({ unit: 'adu' }),
    templateFwhmOverride: z
      .number()
      .positive()
      .optional()
      .describe('Width of the template’s stars in pixels of the frame; absent: measured.')
      .meta({ unit: 'px' }),
  }),
  ...grouped('Subtraction', {
    subtractionMode: z
      .enum(['detection', 'target'])
      .optional()
      .describe('Look for candidates everywhere, or measure the target alone; absent: the latter when there is one.'),
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
        'Orders over a part of the kernel, `ko`, and of the background, `bgo`: {"ko": 1, "bgo": 1}. For HOTPANTS also r, rss, nsx, nsy, nss, ft, ks, ssig, sft, nft, kfm, mins and mous, as it knows them.',
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
    filterCenter: z.string().optional().describe('Only candidates about this position: 00:42:44.3 +41:16:09.'),
    filterSr0: z.number().positive().max(180).default(1).describe('Radius about filterCenter.').meta({ unit: 'deg' }),
    limitSigma: z
      .number()
      .min(1)
      .max(100)
      .default(5)
      .describe('Least significance of a candidate, and of a detection.')
      .meta({ unit: 'sigma' }),
    zeroPoint: z
      .number()
      .min(-50)
      .max(50)
      .optional()
      .describe('Magnitude of one ADU in the exposure; absent: from photometry’s products or the header.')
      .meta({ unit: 'mag' }),
  }),
});
export type Params = z.output<typeof Params>;

export const flags = {
  subVerbose: { default: false, title: 'Keep further planes: scaled difference, kernel' },
  plots: { default: true, title: 'Draw the plot as a picture' },
  maskCosmics: { default: true, title: 'Mask cosmic rays' },
  filterVizier: { default: false, title: 'Reject what catalogues know' },
  filterSkybot: { default: false, title: 'Reject known minor planets' },
  filterPrefilter: { default: true, title: 'Reject what is not shaped as the stars of the frame' },
  filterAdjust: { default: true, title: 'Reject what a small shift or scaling of the template explains' },
} as const;
export type SubtractionFlags = Flags<typeof flags>;
