/** STDWeb's steps, by the names that the pipelines for them have here. */
export type Step = 'inspect' | 'photometry' | 'transients' | 'subtraction' | 'stack';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** What inspection was told of a frame holds for what comes after it, as all steps read one configuration. */
const ofFrame = words('target time gain saturation mask_cosmics');

/** The keys of STDWeb's configuration that are settings, by the step that reads them. */
export const KEYS: Readonly<Record<Step, readonly string[]>> = {
  inspect: ofFrame,
  photometry: [
    ...ofFrame,
    ...words(`
      sn initial_aper initial_r0 bg_size minarea rel_aper rel_bg1 rel_bg2 fwhm_override filter cat_name cat_limit
      spatial_order use_color sr_override prefilter_detections filter_blends diagnose_color refine_wcs blind_match_wcs
      inspect_bg centroid_targets optimal_extraction nonlin blind_match_ps_lo blind_match_ps_up blind_match_center
      blind_match_sr0 refine_order force_color_term bg_order cat_mag_lower cat_mag_upper cutout_size timing`),
  ],
  transients: [
    ...words('time gain saturation mask_cosmics sn'),
    ...words(`
      simple_center simple_sr0 simple_mag_diff simple_others simple_skybot simple_blends simple_prefilter`),
  ],
  subtraction: [
    ...ofFrame,
    ...words(`
      sn template custom_template hotpants_extra sub_size sub_overlap sub_verbose custom_template_gain
      custom_template_saturation template_fwhm_override subtraction_mode subtraction_method filter_vizier filter_skybot
      filter_prefilter filter_adjust filter_center filter_sr0`),
  ],
  stack: words('stack_method stack_subtract_bg stack_mask_cosmics'),
};

/** Parameters that go by another name here; every other is the key in camel case. */
export const RENAMED: Readonly<Record<string, string>> = {
  rel_aper: 'radiusFwhm',
  sn: 'limitSigma',
  target: 'targets',
};

const found = 'STDWeb keeps there what a step found; here it is in the facts and products of the process';
const sfft = 'SFFT is not here: subtraction_method own or hotpants, with hotpants_extra for the orders';

/** Keys of STDWeb that mean nothing here, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  stack_filenames: 'the frames of a stack are its inputs: name them on the command line',
  ...{ sfft_kernel_poly_order: sfft, sfft_bg_poly_order: sfft, sfft_flux_poly_order: sfft },
  ...{ targets: `${found}; \`target\` says what to measure`, target_ra: found, target_dec: found },
  ...{ fwhm: `${found}; \`fwhm_override\` sets it`, mag_limit: found },
  raw_config: 'settings are given one by one, or as a preset',
  run_photometry: 'which steps run is asked by --photometry, or by a chain',
  run_subtraction: 'which steps run is asked by --subtract, or by a chain',
};

/** Where a default is another than STDWeb's, and why. */
export const OTHER_DEFAULTS: Readonly<Record<string, string>> = {
  mask_cosmics:
    'false for inspection and photometry, true for transients and subtraction (STDWeb: true): of stars two pixels wide L.A.Cosmic takes the cores for cosmic rays, and a light curve loses them; a difference is better off with them masked.',
  cat_name:
    '`tycho2` (STDWeb: by filter and declination): a light curve must not wait for a server; `auto` chooses as STDWeb does.',
  blind_match_ps_lo: '10 % below what the header says, else 0.2 arcsec (STDWeb: 0.2).',
  blind_match_ps_up:
    '10 % above what the header says, else 60 arcsec (STDWeb: 4): wide-field cameras solve without being told.',
  template:
    '`auto`: a template that was made here of earlier frames of the field, where one fits, else the survey that STDWeb would choose for the place; `own` takes no survey.',
  subtraction_method:
    '`own` (STDWeb: `hotpants`), as HOTPANTS is in no package; it takes orders 1 and 1 of `hotpants_extra` where none are given.',
  hotpants_extra: 'none given: 0 and 0 for HOTPANTS as in STDWeb, 1 and 1 for our own kernel.',
  sr_override: 'half a star’s width as in STDWeb, but at least a pixel: undersampled stars would match none.',
};
