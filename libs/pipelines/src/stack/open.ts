import {
  FitsError,
  inspectFrame,
  meshBackground,
  type FrameInspection,
  type Header,
  type Image,
  type Wcs,
} from '@nightjar/imaging';
import { maskFrame } from '../frame/mask.js';
import { openFrame } from '../frame/open-frame.js';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import { worldCoordinates } from '../science/world-coordinates.js';

type Ctx = Pick<PipelineContext<unknown>, 'inputs' | 'workdir' | 'tool' | 'log'>;

/** A frame to be stacked, its sky measured. */
export interface OpenedFrame {
  readonly input: PipelineInput;
  readonly header: Header;
  readonly image: Image;
  readonly wcs: Wcs | undefined;
  readonly seen: FrameInspection;
  /** 1 = no number, or hit by a cosmic ray. Saturated pixels stay: the core of a star is no hole. */
  readonly mask: Uint8Array;
  /** Level of the sky at every pixel and as a whole, ADU. */
  readonly skyMap: Float32Array;
  readonly skyAdu: number;
  /** Standard deviation of every pixel, ADU. */
  readonly noise: Float32Array;
}

const cellPx = 256;

export async function openToStack(ctx: Ctx, input: PipelineInput, maskCosmics: boolean): Promise<OpenedFrame> {
  const { header: own, image } = await openFrame(ctx, input);
  const seen = inspectFrame(own, image);
  const { header, wcs } = await coordinates(ctx, own, input);
  const mask = Uint8Array.from(image.data, (value) => (value > -Infinity && value < Infinity ? 0 : 1));
  const half = Math.max(1, Math.floor(Math.min(image.widthPx, image.heightPx) / 2));
  const sky = meshBackground(image, Math.min(cellPx, half), mask);
  const [skyMap, noise] = [sky.levelMap(), sky.rmsMap()];
  for (let i = 0; i < noise.length; i++) {
    const photons = Math.max(0, (image.data[i] ?? 0) - (skyMap[i] ?? 0)) / seen.gainEPerAdu;
    noise[i] = Math.sqrt((noise[i] ?? 0) ** 2 + photons);
  }
  const hits = maskFrame(header, image, { ...seen, mask }, maskCosmics);
  if (hits.stoodDown !== undefined) ctx.log(`${input.product.name}: ${hits.stoodDown}`, 'warn');
  else if (maskCosmics) ctx.log(`${input.product.name}: cosmic rays hit ${hits.cosmicRayPx} pixels`);
  return { input, header, image, wcs, seen, mask: hits.mask, skyMap, skyAdu: sky.level, noise };
}

/** A WCS that cannot be read is as good as none: the stars are still there. */
async function coordinates({ inputs, log }: Ctx, header: Header, input: PipelineInput) {
  const solutions = inputs.filter(({ product }) => product.type === 'wcs' && product.of === input.product.id);
  try {
    return await worldCoordinates(header, solutions);
  } catch (fault) {
    if (!(fault instanceof FitsError)) throw fault;
    log(`${input.product.name}: ${fault.message}`, 'warn');
    return { header, wcs: undefined };
  }
}
