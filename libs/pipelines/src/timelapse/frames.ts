import {
  blackAndWhite,
  cropCentre,
  fit,
  FitsError,
  greyLevels,
  hduSpans,
  median,
  normaliseBackground,
  parseTime,
  type BlackAndWhite,
  type GreyPicture,
  type Image,
} from '@nightjar/imaging';
import { openFrame, readPlain } from '../frame/open-frame.js';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';

const dateKeyword = 'DATE-OBS';

/** Inputs in order of the date in their headers; inputs of one instant stay in the order given. */
export async function inOrderOfDate(
  inputs: readonly PipelineInput[],
  fail: (message: string) => never,
): Promise<PipelineInput[]> {
  const dated: { readonly input: PipelineInput; readonly ms: number }[] = [];
  for (const input of inputs) {
    const at = dateOf(await readPlain(input), (message) => fail(`Error in file '${input.product.name}': ${message}`));
    if (!at)
      return fail(
        `Error in file '${input.product.name}': could not find observation date in FITS header '${dateKeyword}'`,
      );
    dated.push({ input, ms: at.getTime() });
  }
  return dated.sort((p, q) => p.ms - q.ms).map(({ input }) => input);
}

/** Of the first HDU that has one. */
function dateOf(file: Buffer, fail: (message: string) => never): Date | undefined {
  try {
    for (const { header } of hduSpans(file)) {
      const text = header.text(dateKeyword);
      if (text !== undefined) return parseTime(text, header.text('TIME-OBS', 'UT'));
    }
    return undefined;
  } catch (fault) {
    if (fault instanceof FitsError) return fail(fault.message);
    throw fault;
  }
}

/** What is done to each frame. */
export interface Treatment {
  readonly crop: boolean;
  readonly cropScale: number;
  readonly normalise: boolean;
  /** Longest side of the picture. */
  readonly sizePx: number;
}

/** A frame made small, and how large it was: frames of one film are of one size. */
export interface TreatedFrame {
  readonly small: Image;
  readonly widthPx: number;
  readonly heightPx: number;
}

export async function treat(
  ctx: Pick<PipelineContext<unknown>, 'workdir' | 'tool' | 'log' | 'fail'>,
  input: PipelineInput,
  { crop, cropScale, normalise, sizePx }: Treatment,
): Promise<TreatedFrame> {
  try {
    const { image } = await openFrame(ctx, input);
    const cut = crop ? cropCentre(image, cropScale) : image;
    if (cut.data.length === 0)
      return ctx.fail(`Error in file '${input.product.name}': nothing is left of it after the crop`);
    const small = fit(normalise ? normaliseBackground(cut) : cut, sizePx);
    return { small, widthPx: image.widthPx, heightPx: image.heightPx };
  } catch (fault) {
    if (fault instanceof FitsError || fault instanceof RangeError)
      return ctx.fail(`Error in file '${input.product.name}': ${fault.message}`);
    throw fault;
  }
}

const drawnPercentiles = [0.5, 99.5] as const;

/**
 * Grey pictures, first row at the top. With a normalised sky all frames share black and white, so that what fades is
 * seen to fade; otherwise each has its own, as the sky of each differs.
 */
export function draw(frames: readonly TreatedFrame[], normalised: boolean): GreyPicture[] {
  const ranges = frames.map(({ small }) => blackAndWhite(small.data, drawnPercentiles));
  const common: BlackAndWhite = [median(ranges.map(([black]) => black)), median(ranges.map(([, white]) => white))];
  return frames.map(({ small: { widthPx, heightPx, data } }, i) => {
    const grey = greyLevels(data, 'asinh', normalised ? common : (ranges[i] ?? common));
    return { widthPx, heightPx, grey: upsideDown(grey, widthPx, heightPx) };
  });
}

/** FITS counts rows from the bottom. */
function upsideDown(grey: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const turned = new Uint8Array(grey.length);
  for (let y = 0; y < heightPx; y++)
    turned.set(grey.subarray(y * widthPx, (y + 1) * widthPx), (heightPx - 1 - y) * widthPx);
  return turned;
}
