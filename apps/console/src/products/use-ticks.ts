import type { DataProduct } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deletions } from '../live/deletions.js';
import { goneSay, NONE, stretch, withoutThese, withThese, type Ticks } from './ticks.js';

export interface Ticking {
  readonly ticks: Ticks;
  /** What was ticked and was deleted by somebody, a sentence each. */
  readonly gone: readonly string[];
  readonly set: (ticks: Ticks) => void;
  /** Ticks or clears one; with `far` everything from the last one that was touched up to it. */
  readonly touch: (product: DataProduct, shown: readonly DataProduct[], far: boolean) => void;
}

/** What somebody has ticked on a page. What is deleted meanwhile is ticked no more, and is named. */
export const useTicks = (): Ticking => {
  const { data: deleted = [] } = useQuery(deletions());
  const [all, setAll] = useState<Ticks>(NONE);
  const [last, setLast] = useState<string | null>(null);
  const ticks = withoutThese(
    all,
    deleted.map(({ id }) => id),
  );
  const touch: Ticking['touch'] = (product, shown, far) => {
    const touched = far ? stretch(shown, last, product.id) : [product];
    const ids = touched.map(({ id }) => id);
    setAll(ticks.has(product.id) ? withoutThese(ticks, ids) : withThese(ticks, touched));
    setLast(product.id);
  };
  return { ticks, gone: goneSay(all, deleted), set: setAll, touch };
};
