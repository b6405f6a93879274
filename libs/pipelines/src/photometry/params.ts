import { FILTERS } from '@nightjar/catalogues';
import { z } from 'zod';
import { KnownBetter } from '../frame/known-better.js';
import type { Flags } from '../kit/flags.js';
import { grouped } from '../kit/grouped.js';
import { hipsFor, surveyNames } from '../science/survey-choice.js';
import { Targets } from '../targets/wanted-targets.js';

const px = (most: number) => z.number().min(0).max(most);
const mag = z.number().min(-5).max(35);

/** Numbers and names of photometry; STDWeb's, with its defaults where none is said to be another. */
export const Params = z.object({
  ...grouped('The frame', {
    ...KnownBetter.shape,
    targets: Targets,
    filter: z.enum(FILTERS).optional().describe('Filter to calibrate in. Default: the header’s.'),
  }),
  ...grouped('Finding sources', {
    minarea: z
      .int()
      .min(1)
      .max(1000)
      .default(5)
      .describe('Fewest pixels above the threshold in a source.')
      .meta({ unit: 'px' }),
    initialAper: px(100)
      .min(0.5)
      .default(3)
      .describe('Radius of the aperture in which sources are first seen.')
      .meta({ unit: 'px' }),
    initialR0: px(7.5)
      .default(0)
      .describe('Smoothing before sources are looked for, sigma; 0 = none.')
      .meta({ unit: 'px' }),
    bgSize: z
      .int()
      .min(8)
      .max(4096)
      .optional()
      .describe('Side of a cell of the sky. Default: 256, or half of a small frame.')
      .meta({ unit: 'px' }),
  }),
  ...grouped('Measuring', {
    radiusFwhm: z.number().min(0.5).max(5).default(1).describe('Radius of the aperture.').meta({ unit: 'fwhm' }),
    relBg1: px(50).min(0.5).default(5).describe('Inner radius of the sky ring.').meta({ unit: 'fwhm' }),
    relBg2: px(50).min(0.5).default(7).describe('Outer radius of the sky ring.').meta({ unit: 'fwhm' }),
    fwhmOverride: px(100)
      .min(0.5)
      .optional()
      .describe('Width of a star (FWHM). Default: measured.')
      .meta({ unit: 'px' }),
    limitSigma: z
      .number()
      .min(1)
      .max(100)
      .default(5)
      .describe('Below so many errors a flux is an upper limit, and a source none.')
      .meta({ unit: 'sigma' }),
  }),
  ...grouped('Where the frame looks', {
    blindMatchPsLo: z
      .number()
      .positive()
      .max(3600)
      .optional()
      .describe('Least pixel scale that is tried. Default: 10 % below the header’s, else 0.2.')
      .meta({ unit: 'arcsec/px' }),
    blindMatchPsUp: z
      .number()
      .positive()
      .max(3600)
      .optional()
      .describe('Greatest pixel scale that is tried. Default: 10 % above the header’s, else 60.')
      .meta({ unit: 'arcsec/px' }),
    blindMatchCenter: z
      .string()
      .max(100)
      .optional()
      .describe(
        'About where the frame looks: right ascension and declination. Default: the header’s, else the target’s.',
      ),
    blindMatchSr0: z.number().positive().max(180).default(2).describe('How far that may be off.').meta({ unit: 'deg' }),
    refineOrder: z
      .int()
      .min(1)
      .max(5)
      .default(3)
      .describe(
        'Highest order of a distortion that is fitted to the stars; a lower one where the stars do not show so much, 1 keeps the distortion.',
      ),
  }),
  ...grouped('Catalogue', {
    // a frame must not wait for a server: the light curve of the night hangs on it
    catName: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
      .default('tycho2')
      .describe(
        'Catalogue of reference stars: `tycho2` (V_T, needs no network), `auto` (by filter and declination, as STDWeb chooses), or the name of one.',
      ),
    catLimit: mag.default(20).describe('Faintest star of the catalogue.').meta({ unit: 'mag' }),
    catMagLower: mag
      .optional()
      .describe('Stars brighter than this set no zero point. Default: no limit.')
      .meta({ unit: 'mag' }),
    catMagUpper: mag
      .optional()
      .describe('Stars fainter than this set no zero point. Default: no limit.')
      .meta({ unit: 'mag' }),
  }),
  ...grouped('Zero point', {
    srOverride: z
      .number()
      .positive()
      .max(600)
      .optional()
      .describe('Star and source are one within this. Default: half a star’s width, at least a pixel.')
      .meta({ unit: 'arcsec' }),
    spatialOrder: z
      .int()
      .min(0)
      .max(5)
      .default(2)
      .describe('Order of the zero point in x and y; lowered when the stars are too few.'),
    bgOrder: z
      .int()
      .min(0)
      .max(3)
      .optional()
      .describe('Order in x and y of a wrong sky level that is fitted too. Default: none.'),
    colorOrder: z
      .int()
      .min(1)
      .max(3)
      .default(1)
      .describe('Order of the colour term: 1 is a straight line; `use_color` may be a number.'),
    forceColorTerm: z
      .number()
      .min(-5)
      .max(5)
      .optional()
      .describe('Colour term to be used instead of a fitted one. Default: fitted.')
      .meta({ unit: 'mag/mag' }),
  }),
  ...grouped('Products', {
    cutoutSize: z
      .int()
      .min(5)
      .max(500)
      .default(30)
      .describe('Half the side of a target’s cutout.')
      .meta({ unit: 'px' }),
    cutoutTemplate: z
      .enum(['online', 'none', 'auto', ...surveyNames])
      .default('online')
      .describe(
        'Survey whose image stands beside each target in its cutout; `auto` the one for the place, `hips` the one that cutoutTemplateHips names, `none` none. `online`: as `auto` where the reference stars came from a server, as `none` where they are of this machine, as Tycho-2: such a run waits for no server.',
      ),
    cutoutTemplateHips: hipsFor('cutoutTemplate'),
  }),
});
export type Params = z.output<typeof Params>;

/** What photometry may do or leave out. */
export const FLAGS = {
  maskCosmics: {
    default: false,
    title: 'Mask cosmic rays',
    says: 'L.A.Cosmic tells hits by their sharp edges and masks them. Of stars two pixels wide or less it may take the cores, and a light curve loses them.',
  },
  prefilterDetections: {
    default: true,
    title: 'Leave out what is not shaped like a star',
    says: 'Hot pixels, trails, galaxies and other sources unlike the bulk set neither the width of a star nor the zero point.',
  },
  optimalExtraction: {
    default: false,
    title: 'Weight pixels by the profile of a star',
    says: 'Better for faint stars, where the sky is most of the noise; it needs a profile that is the same all over the frame.',
  },
  centroidTargets: {
    default: false,
    title: 'Move targets onto the light that is there',
    says: 'For coordinates that are off by a pixel or so. Leave it off for a faint or fading target: noise would draw the aperture away.',
  },
  blindMatchWcs: {
    default: false,
    title: 'Solve the field even if the header has coordinates',
    says: 'For headers whose coordinates are wrong by more than the fit can mend; takes longer. A header without coordinates is solved anyway.',
  },
  refineWcs: {
    default: true,
    title: 'Fit the coordinates to the catalogue',
    says: 'Corrects shift, scale, rotation and distortion by stars of the catalogue; leave it off for coordinates that are good already.',
  },
  filterBlends: {
    default: true,
    title: 'Leave out stars that the frame cannot tell apart',
    says: 'Two catalogued stars within the seeing are one source on the frame, brighter than either: neither is fit for the zero point.',
  },
  useColor: {
    default: true,
    title: 'Fit a colour term',
    says: 'How far the filter and the detector differ from the catalogue’s band, as so many magnitudes a magnitude of colour.',
  },
  nonlin: {
    default: false,
    title: 'Fit a non-linearity of the detector',
    says: 'Lets the zero point run with brightness, for detectors that answer more or less than in proportion to light; it takes many stars.',
  },
  diagnoseColor: {
    default: false,
    title: 'Fit every filter of the catalogue, to tell the frame’s',
    says: 'For frames whose filter is in doubt; the log has the colour term in each, the likeliest first.',
  },
  inspectBg: {
    default: false,
    title: 'Keep the sky and its noise as images',
    says: 'Writes `image_bg.fits` and `image_rms.fits`, to see whether a cell of the sky is too large or too small.',
  },
  segmentation: {
    default: false,
    title: 'Keep what sources were looked for in, and which pixel belongs to which',
    says: 'Writes `filtered.fits`, the frame without its sky, smoothed where that was asked, and `segmentation.fits`: each pixel has the number of its source, 0 for sky.',
  },
  plots: {
    default: true,
    title: 'Draw the plots as pictures',
    says: 'PNG of 800 x 600 pixels beside the tables; the console draws the same from the tables without it.',
  },
  timing: {
    default: false,
    title: 'Log how long each step takes',
    says: 'The log has the seconds of each step as it ends.',
  },
} as const;

/** All that a run was told. */
export interface Settings extends Params {
  readonly flags: Flags<typeof FLAGS>;
}
