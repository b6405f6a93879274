/**
 * Flags of a measured object, one bit each, beside those of SExtractor (1 neighbours, 2 deblended, 4 saturated, 8 cut,
 * 16 and more failures; Bertin & Arnouts 1996).
 */
export const objectFlag = {
  /** SExtractor's own: may be blended with a neighbour. */
  deblended: 0x002,
  /** A pixel at or above saturation in the aperture. */
  saturated: 0x004,
  /** Part of the aperture is off the frame. */
  cut: 0x008,
  /** Masked pixels in the outline of the detection. */
  maskedOutline: 0x100,
  /** Masked pixels in the aperture. */
  maskedAperture: 0x200,
  /** No place on the frame, or no sky beside it: there is no flux. */
  badPosition: 0x400,
  /** Not shaped as the stars of the frame are, by the prefilter. */
  unusualShape: 0x800,
  /** The profile does not fit: reduced chi-square above 1000. */
  poorFit: 0x1000,
  /** Optimal extraction could not tell the star from its neighbours. */
  noFit: 0x2000,
} as const;
