/** STDWeb's steps, by the names that the pipelines for them have here. */
export type Step = 'inspect' | 'photometry' | 'transients' | 'subtraction' | 'stack';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** The keys of STDWeb's configuration that are settings, by the step that reads them. */
export const KEYS: Readonly<Record<Step, readonly string[]>> = {
  inspect: words('target time gain saturation mask_cosmics'),
  // what inspection was told of a frame holds for what comes after it, as both read one configuration
  photometry: words(`
    target time gain saturation mask_cosmics
    sn initial_aper initial_r0 bg_size minarea rel_aper rel_bg1 rel_bg2 fwhm_override filter cat_name cat_limit
    spatial_order use_color sr_override prefilter_detections filter_blends diagnose_color refine_wcs blind_match_wcs
    inspect_bg centroid_targets optimal_extraction nonlin blind_match_ps_lo blind_match_ps_up blind_match_center
    blind_match_sr0 refine_order force_color_term bg_order cat_mag_lower cat_mag_upper cutout_size timing`),
  transients: words(`
    simple_center simple_sr0 simple_mag_diff simple_others simple_skybot simple_blends simple_prefilter`),
  subtraction: words(`
    template custom_template hotpants_extra sub_size sub_overlap sub_verbose custom_template_gain custom_template_saturation
    template_fwhm_override subtraction_mode subtraction_method sfft_kernel_poly_order sfft_bg_poly_order
    sfft_flux_poly_order filter_vizier filter_skybot filter_prefilter filter_adjust filter_center filter_sr0`),
  stack: words('stack_filenames stack_method stack_subtract_bg stack_mask_cosmics'),
};

/** Parameters that go by another name here; every other is the key in camel case. */
export const RENAMED: Readonly<Record<string, string>> = {
  rel_aper: 'radiusFwhm',
  sn: 'limitSigma',
  target: 'targets',
};
