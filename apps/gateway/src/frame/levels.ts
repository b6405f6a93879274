import { percentiles, zscale, type BandedImage } from '@nightjar/imaging';

/** Rows that are looked at: enough for percentiles to a few parts in a thousand. */
const SAMPLED_ROWS = 128;
/** Of the brightness of a frame, from its lowest to its highest value. */
const STEPS = 1000;

/** How bright the pixels of a frame are. */
export interface Levels {
  /** Values below which 0, 0.1, 0.2 … 100 percent of the pixels lie; null where no pixel has a value. */
  readonly quantiles: readonly number[] | null;
  /** Black and white as IRAF's zscale sets them. */
  readonly zscale: readonly [black: number, white: number] | null;
}

/** Levels from rows spread evenly over the frame; rows that are stored together are read together. */
export async function levelsOf(image: BandedImage, plane: number): Promise<Levels> {
  const [width = 0, height = 0] = image.axes;
  const groups = Math.ceil(height / image.stepRows);
  const wanted = Math.min(groups, Math.max(1, Math.floor(SAMPLED_ROWS / image.stepRows)));
  const sample: Float64Array[] = [];
  const stride = Math.max(1, Math.floor((width * SAMPLED_ROWS) / 400_000));
  for (let i = 0; i < wanted; i++) {
    const first = Math.floor(((i + 0.5) * groups) / wanted) * image.stepRows;
    const { data } = await image.rows(first + 1, Math.min(image.stepRows, height - first), plane);
    sample.push(Float64Array.from({ length: Math.ceil(data.length / stride) }, (_, at) => data[at * stride] ?? NaN));
  }
  const values = joined(sample).filter(Number.isFinite);
  if (values.length === 0) return { quantiles: null, zscale: null };
  const steps = Array.from({ length: STEPS + 1 }, (_, i) => (100 * i) / STEPS);
  return { quantiles: percentiles(values, steps), zscale: zscale(values) };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
