import type { DataProduct } from '@nightjar/contracts';

/** How Las Cumbres names the raw form of a frame; the reduced one is there beside it. */
const RAW = /e00\.fits(\.fz)?$/i;
const FITS = /\.(fits|fz)$/i;

/** The frames of a target that are shown in its timelapse: FITS, and not the raw form of another. */
export const goodFrames = <P extends Pick<DataProduct, 'name' | 'type'>>(products: readonly P[]): P[] =>
  products.filter(({ name, type }) => type === 'frame' && FITS.test(name) && !RAW.test(name));
