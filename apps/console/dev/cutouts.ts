import type { DataProduct } from '@nightjar/contracts';
import { idOf } from './facts.ts';
import { COMPANIONS } from './frame.ts';

/** What a search for candidates leaves by the hundred, newer than all else about the frame. */
export const cutouts = (count = 0): DataProduct[] =>
  COMPANIONS.slice(0, 1).flatMap((other) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ ...other, id: idOf('prd', 10_000 + i), name: `sub_${i}.png` },
      ...{ type: 'preview' as const, mediaType: 'image/png', tags: ['cutout'] },
    })),
  );
