import { SURVEYS } from '@nightjar/catalogues';
import { z } from 'zod';
import type { Flags } from '../kit/flags.js';
import { fromJsonText } from '../kit/json-text.js';

const surveys = SURVEYS.map(({ name }) => name);

/** `{"ko": 1}`, as an object or as text; options of HOTPANTS. Ours reads the orders `ko` and `bgo`. */
const order = z.int().min(0).max(4).optional();
const orders = z.strictObject({ ko: order, bgo: order });

export const Params = z.object({
  template: z
    .enum(['auto', 'custom', ...surveys])
    .default('auto')
    .describe('`custom`: the second frame of the inputs; else a survey, `auto` the one for the place.'),
  customTemplate: z.string().min(1).optional().describe('Name or identifier of the input that is the template.'),
  customTemplateGain: z.number().positive().default(10_000).describe('Gain of the template.').meta({ unit: 'e-/ADU' }),
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
  hotpantsExtra: z
    .preprocess(fromJsonText, orders)
    .optional()
    .describe('Orders over a part of the kernel, `ko`, and of the background, `bgo`: {"ko": 1, "bgo": 1}.'),
  subSize: z.int().min(64).max(20_000).default(1000).describe('Side of a part subtracted by itself.').meta({
    unit: 'px',
  }),
  subOverlap: z.int().min(0).max(1000).default(50).describe('How far a part reaches into the next.').meta({
    unit: 'px',
  }),
  subtractionMode: z
    .enum(['detection', 'target'])
    .optional()
    .describe('Look for candidates everywhere, or measure the target alone; absent: the latter when there is one.'),
  subtractionMethod: z
    .enum(['own', 'hotpants'])
    .default('own')
    .describe('Our own kernel (Alard & Lupton 1998), or HOTPANTS where it is installed.'),
  filterCenter: z.string().optional().describe('Only candidates about this position: 00:42:44.3 +41:16:09.'),
  filterSr0: z.number().positive().max(180).default(1).describe('Radius about filterCenter.').meta({ unit: 'deg' }),
  limitSigma: z.number().min(1).max(100).default(5).describe('Least significance of a candidate, and of a detection.'),
  zeroPoint: z
    .number()
    .min(-50)
    .max(50)
    .optional()
    .describe('Magnitude of one ADU in the exposure; absent: from photometry’s products or the header.')
    .meta({ unit: 'mag' }),
});
export type Params = z.output<typeof Params>;

export const flags = {
  subVerbose: { default: false, title: 'Keep further planes: scaled difference, kernel' },
  maskCosmics: { default: true, title: 'Mask cosmic rays' },
  filterVizier: { default: false, title: 'Reject what catalogues know' },
  filterSkybot: { default: false, title: 'Reject known minor planets' },
  filterPrefilter: { default: true, title: 'Reject what is not shaped as the stars of the frame' },
  filterAdjust: { default: true, title: 'Reject what a small shift or scaling of the template explains' },
} as const;
export type SubtractionFlags = Flags<typeof flags>;
