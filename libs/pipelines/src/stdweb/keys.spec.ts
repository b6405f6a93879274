import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { listingOf } from '../kit/listing.js';
import { pipelineNamed } from '../registry.js';
import { KEYS, LEFT_OUT, OTHER_DEFAULTS, type Step } from './keys.js';
import { stdwebSettings } from './settings.js';

/** STDWeb's defaults, by key; a key that has none is not here. */
const DEFAULTS: Readonly<Record<string, boolean | number | string>> = {
  ...{ sn: 5, initial_aper: 3, initial_r0: 0, rel_aper: 1, rel_bg1: 5, rel_bg2: 7, spatial_order: 2, minarea: 5 },
  ...{ use_color: true, refine_wcs: true, blind_match_wcs: false, sub_size: 1000, sub_overlap: 50, sub_verbose: false },
  ...{ mask_cosmics: true, cat_name: 'auto', cat_limit: 20, prefilter_detections: true, filter_blends: true },
  ...{ diagnose_color: false, inspect_bg: false, centroid_targets: false, optimal_extraction: false, nonlin: false },
  ...{ blind_match_ps_lo: 0.2, blind_match_ps_up: 4, blind_match_sr0: 2, refine_order: 3, cutout_size: 30 },
  ...{ timing: false, simple_mag_diff: 2, simple_skybot: true, simple_blends: true, simple_prefilter: true },
  ...{ custom_template_gain: 10_000, subtraction_method: 'hotpants', filter_vizier: false, filter_skybot: false },
  ...{ filter_prefilter: true, filter_adjust: true, filter_sr0: 1, stack_subtract_bg: true, stack_mask_cosmics: false },
};

const steps = Object.keys(KEYS) as Step[];
const listings = steps.map((step) => {
  const pipeline = pipelineNamed(step);
  if (!pipeline) throw new Error(`there is no ${step}`);
  const { name, flags, params } = listingOf(pipeline);
  return { name, params, flags: Object.entries(flags).map(([flag, about]) => ({ name: flag, ...about })) };
});
const Schema = z.record(
  z.string(),
  z.looseObject({
    description: z.string().optional(),
    default: z.unknown().optional(),
    type: z.string().optional(),
    unit: z.string().optional(),
  }),
);
const cases = steps.flatMap((step) => KEYS[step].map((key) => [step, key] as const));

/** The flag or parameter that a key is, found by giving it a value. */
function takerOf(step: Step, key: string) {
  const listing = listings.find(({ name }) => name === step);
  const isFlag = typeof DEFAULTS[key] === 'boolean';
  const { pipelines } = stdwebSettings({ [key]: isFlag ? true : 'x' }, listing ? [listing] : []);
  const name = Object.keys({ ...pipelines[step]?.flags, ...pipelines[step]?.params })[0] ?? '';
  const flag = listing?.flags.find((one) => one.name === name);
  const param = Schema.parse(listing?.params['properties'] ?? {})[name];
  return { flag, param };
}

describe.each(cases)('in %s STDWeb’s key %s', (step, key) => {
  const { flag, param } = takerOf(step, key);

  it('is a flag or a parameter with a help text, and a unit where it is a number that has one', () => {
    expect(flag?.title ?? param?.description ?? '').toMatch(/^.{5}/);
    const bare = /_order$|^use_color$|_method$/.test(key);
    if (param && /number|integer/.test(param.type ?? '') && !bare) expect(param.unit).toBeDefined();
  });

  it('has STDWeb’s default, or it is said why it has another', () => {
    const own = flag ? flag.default : param?.default;
    const theirs = DEFAULTS[key];
    if (theirs !== undefined && own !== theirs) expect(Object.keys(OTHER_DEFAULTS)).toContain(key);
  });
});

/** Every key of STDWeb's forms and configuration, step by step. */
const EVERY_KEY = `
  target time gain saturation mask_cosmics raw_config run_photometry run_subtraction targets target_ra target_dec fwhm
  sn initial_aper initial_r0 bg_size minarea rel_aper rel_bg1 rel_bg2 fwhm_override filter cat_name cat_limit spatial_order
  use_color sr_override prefilter_detections filter_blends diagnose_color refine_wcs blind_match_wcs inspect_bg
  centroid_targets optimal_extraction nonlin blind_match_ps_lo blind_match_ps_up blind_match_center blind_match_sr0
  refine_order force_color_term bg_order cat_mag_lower cat_mag_upper cutout_size timing mag_limit
  simple_center simple_sr0 simple_mag_diff simple_others simple_skybot simple_blends simple_prefilter
  template hotpants_extra sub_size sub_overlap sub_verbose custom_template custom_template_gain custom_template_saturation
  template_fwhm_override subtraction_mode subtraction_method sfft_kernel_poly_order sfft_bg_poly_order
  sfft_flux_poly_order filter_vizier filter_skybot filter_prefilter filter_adjust filter_center filter_sr0
  stack_filenames stack_method stack_subtract_bg stack_mask_cosmics`;

it('every key of STDWeb is taken, or it is said why not', () => {
  const told = [...Object.values(KEYS).flat(), ...Object.keys(LEFT_OUT)];
  expect(
    EVERY_KEY.trim()
      .split(/\s+/)
      .filter((key) => !told.includes(key)),
  ).toEqual([]);
  expect(told.filter((key) => !EVERY_KEY.trim().split(/\s+/).includes(key))).toEqual([]);
});

it('no key of STDWeb is taken and left out', () => {
  const taken = Object.values(KEYS).flat();
  expect(Object.keys(LEFT_OUT).filter((key) => taken.includes(key))).toEqual([]);
  expect(Object.keys(OTHER_DEFAULTS).filter((key) => !taken.includes(key))).toEqual([]);
});
