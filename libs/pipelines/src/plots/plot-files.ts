import type { Figure } from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';
import { plotPicture } from './plot-picture.js';

/** Figures as pictures, under their names. */
export async function plotFiles(figures: readonly Figure[], of: MadeProduct['of']): Promise<MadeProduct[]> {
  const files: MadeProduct[] = [];
  for (const figure of figures)
    files.push({
      ...{ file: `${figure.name}.png`, type: 'other', mediaType: 'image/png', of, tag: 'plot' },
      ...{ meta: { title: figure.title }, content: await plotPicture(figure) },
    });
  return files;
}
