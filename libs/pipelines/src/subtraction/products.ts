import { kernelSamples, withHistory, writeImage, type Difference, type Header, type Image } from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';
import type { PlaneToCut } from '../science/cutouts.js';
import { notThere, type Mosaic } from './mosaic.js';

const fits = (file: string, tag: string, of: MadeProduct['of'], content: Uint8Array): MadeProduct => ({
  ...{ file, type: 'other', mediaType: 'application/fits', of, tag, meta: {}, content },
});

/** The planes as files, under STDWeb's names. */
export function planeFiles(
  science: Image,
  { difference, noise, mask, template, templateMask, convolved }: Mosaic,
  header: Header,
  provenance: readonly string[],
  of: MadeProduct['of'],
): MadeProduct[] {
  const told = withHistory(header, provenance);
  const file = (name: string, tag: string, image: Image): MadeProduct => fits(name, tag, of, writeImage(told, image));
  return [
    { ...file('sub_diff.fits', 'difference', difference), type: 'frame' },
    file('sub_ediff.fits', 'noise', noise),
    file('sub_mask.fits', 'mask', mask),
    file('sub_image.fits', 'science', subtractedFrom(science, templateMask)),
    file('sub_template.fits', 'template', template),
    file('sub_template_mask.fits', 'template-mask', templateMask),
    file('sub_conv.fits', 'convolved', convolved),
  ];
}

/** The frame where a part was subtracted, NaN elsewhere, as the other planes are. */
const subtractedFrom = (science: Image, { data: parts }: Image<Uint8Array>): Image => ({
  ...science,
  data: Float32Array.from(science.data, (value, i) => (parts[i] === notThere ? NaN : value)),
});

/** The difference in units of its noise, and pictures of the kernel over the last part. */
export function verboseFiles(
  { difference, noise }: Mosaic,
  header: Header,
  last: Difference,
  of: MadeProduct['of'],
): MadeProduct[] {
  const scaled = difference.data.map((value, i) => value / (noise.data[i] ?? NaN));
  return [
    fits('sub_sdiff.fits', 'scaled-difference', of, writeImage(header, { ...difference, data: scaled })),
    fits('sub_kernel.fits', 'kernel', of, writeImage(header.with(), kernelSamples(last))),
  ];
}

/** What a cutout of a candidate holds, under STDWeb's names; the first three make its picture. */
export const cutoutPlanes = (image: Image, { template, difference, mask, convolved, noise }: Mosaic): PlaneToCut[] => [
  { name: 'IMAGE', image, drawn: true },
  { name: 'TEMPLATE', image: template, drawn: true },
  { name: 'DIFF', image: difference, drawn: true },
  { name: 'MASK', image: mask, drawn: false },
  { name: 'CONVOLVED', image: convolved, drawn: false },
  { name: 'NOISE', image: noise, drawn: false },
];
