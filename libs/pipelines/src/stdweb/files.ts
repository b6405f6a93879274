import type { Step } from './keys.js';

/** A file that a step of STDWeb leaves in the folder of its task, and what is made here in its place. */
export interface StepFile {
  readonly stdweb: string;
  /** Files of the step here, `*` for any part of a name. Absent: none. */
  readonly here?: readonly string[];
  /** The flag that has to be on for it, where STDWeb always makes it. */
  readonly flag?: string;
  /** Why it is another, or none. */
  readonly because?: string;
}

const same = (...names: string[]): StepFile[] => names.map((name) => ({ stdweb: name, here: [name] }));
const plots = (...names: string[]): StepFile[] => same(...names.map((name) => `${name}.png`));

const ecsv = 'ECSV: numbers as text with units, which Astropy, TOPCAT and Nightjar’s own readers take';
const cutout = 'a FITS file of the same extensions, under a name that viewers open, with a picture beside it';

/** What each step of STDWeb writes, and what is written here. */
export const FILES: Readonly<Record<Step, readonly StepFile[]>> = {
  inspect: [
    { stdweb: 'mask.fits', here: ['mask.fits'], because: 'only where a pixel is masked; not compressed' },
    ...same('image_target.fits'),
  ],
  photometry: [
    { stdweb: 'segmentation.fits', here: ['segmentation.fits'], flag: 'segmentation' },
    { stdweb: 'filtered.fits', here: ['filtered.fits'], flag: 'segmentation' },
    { stdweb: 'image_bg.fits', here: ['image_bg.fits'], flag: 'inspectBg' },
    { stdweb: 'image_rms.fits', here: ['image_rms.fits'], flag: 'inspectBg' },
    { stdweb: 'image.wcs', here: ['wcs.fits'], because: 'the same cards, under a name that viewers open' },
    { stdweb: 'objects.parquet', here: ['objects.ecsv'], because: ecsv },
    { stdweb: 'cat.parquet', here: ['catalogue.ecsv'], because: `${ecsv}; the stars that were matched` },
    {
      ...{ stdweb: 'photometry.pickle', here: ['catalogue.ecsv', 'limits.ecsv'] },
      because: 'a pickle runs what is in it; the zero point is in the metadata of the tables and in the facts',
    },
    ...same('target.vot'),
    {
      ...{ stdweb: 'targets/target_*.cutout', here: ['target_*.fits'] },
      because: `${cutout}; a survey’s image is in it where the reference stars came from a server, or \`cutoutTemplate\` asks for one (STDWeb: always), as a run on the stars of this machine waits for no server`,
    },
    ...plots('objects', 'fwhm', 'fwhm_mag', 'prefilter', 'photometry', 'photometry_unmasked'),
    ...plots('photometry_zeropoint', 'photometry_model', 'photometry_residuals'),
    ...plots('astrometry_dist', 'limit_hist', 'limit_sn'),
  ],
  transients: [
    ...same('candidates_simple.vot', 'candidates_simple.reg'),
    {
      ...{ stdweb: 'candidates_simple/*.cutout', here: ['candidate_*.fits'] },
      because: `${cutout}, but for FILTERED, which photometry keeps as a frame of its own`,
    },
    {
      stdweb: 'candidates_simple/*.unstack.png',
      because: 'a stack names its frames and does not hold them; the cutout of a frame is made from that frame',
    },
  ],
  subtraction: [
    ...[
      ...same('sub_image.fits', 'sub_mask.fits', 'sub_template.fits', 'sub_template_mask.fits', 'sub_diff.fits'),
      ...same('sub_conv.fits', 'sub_ediff.fits'),
      { stdweb: 'sub_sdiff.fits', here: ['sub_sdiff.fits'], flag: 'subVerbose' },
    ].map((plane) => ({ ...plane, because: 'all parts as one frame (STDWeb: the last part)' })),
    ...same('sub_target.vot', 'sub_template_fwhm_mag.png'),
    { stdweb: 'sub_target.cutout', here: ['sub_target.fits'], because: cutout },
    ...same('candidates.vot', 'candidates.reg'),
    { stdweb: 'candidates/*.cutout', here: ['candidate_*.fits'], because: cutout },
    ...['sub_scorr.fits', 'sub_fpsf.fits', 'sub_fpsferr.fits'].map((stdweb) => ({
      stdweb,
      because: 'STDWeb lists it and makes it no longer: it was ZOGY’s',
    })),
  ],
  stack: [
    {
      ...{ stdweb: 'image.fits', here: ['stack.fits'] },
      because: 'no frame is overwritten; `nightjar process --stack -o OUT` writes it to OUT',
    },
  ],
};

/** Files of STDWeb that no step of those makes. */
export const OTHER_FILES: Readonly<Record<string, string>> = {
  'inspect.log, photometry.log, transients_simple.log, subtraction.log':
    '`nightjar process` leaves one beside the products, `transients.log` that of the search without a template; on a site the log is kept with the process.',
  'the configuration': '`.config` beside the image, as process.py keeps it; on a site the settings of the process.',
  'image.orig.fits': 'an edit makes a new frame, so the original is never overwritten.',
  'custom_mask.json, custom_mask.fits':
    'rectangles are settings of the pipeline `mask`, whose frame has no number where it is masked.',
  'custom_template.fits, fringe_model.fits': 'these are inputs of a run, under names of their own.',
};

/** Files of STDWeb, by step, and what is made here in their place. */
export const stdwebFiles = { byStep: FILES, others: OTHER_FILES } as const;
