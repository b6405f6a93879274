import { renderPng, writeImage, type Header, type Image, type Stack } from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';

/** A stack as files, the frame itself tagged with its name: pixels, their noise, and a picture. */
export function stackFiles(
  name: 'stack' | 'template',
  header: Header,
  { image, noise }: Pick<Stack, 'image' | 'noise'>,
  meta: MadeProduct['meta'],
): MadeProduct[] {
  const fits = { type: 'other', mediaType: 'application/fits', of: null, meta } as const;
  const sigma: Image = { ...image, data: noise };
  return [
    { ...fits, file: `${name}.fits`, type: 'frame', tag: name, content: writeImage(header, image) },
    { ...fits, file: `${name}_noise.fits`, tag: 'noise', content: writeImage(header, sigma) },
    {
      ...{ file: `${name}.png`, type: 'preview', mediaType: 'image/png', of: null, tag: 'preview', meta },
      content: renderPng(image),
    },
  ];
}
