import type { DataProduct } from '@nightjar/contracts';

/** How Las Cumbres names the raw form of a frame; the reduced one is there beside it. */
const RAW = /e00\.fits(\.fz)?$/i;
const FITS = /\.(fits|fz)$/i;

/** A mean of many nights is no moment of a film. */
const TEMPLATE = 'template';

/** The frames of a target that are shown in its timelapse: FITS, no template, and not the raw form of another. */
export const goodFrames = <P extends Pick<DataProduct, 'name' | 'type' | 'tags'>>(products: readonly P[]): P[] =>
  products.filter(
    ({ name, type, tags }) => type === 'frame' && FITS.test(name) && !RAW.test(name) && !tags.includes(TEMPLATE),
  );
