import type { Filter } from '../filter.js';

/** Bits of the Legacy Survey's mask that make a pixel useless in every band: not primary, a bailed-out fit. */
const LEGACY_ALWAYS = 0x0001 | 0x0400;
/** Saturated and all-masked, by band. */
const LEGACY_BAND: Readonly<Partial<Record<Filter, number>>> = {
  ...{ g: 0x0004 | 0x0020, r: 0x0008 | 0x0040, i: 0x4000 | 0x8000, z: 0x0010 | 0x0080 },
};

/** One byte a pixel, 1 = bad, from the Legacy Survey's bit mask. */
export const legacyMask = (bits: ArrayLike<number>, filter: Filter): Uint8Array => {
  const bad = LEGACY_ALWAYS | (LEGACY_BAND[filter] ?? 0);
  return Uint8Array.from(bits, (value) => (Number.isFinite(value) && (value & bad) === 0 ? 0 : 1));
};
