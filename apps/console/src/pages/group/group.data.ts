import type { DataProduct, DataProductGroup, Process } from '@nightjar/contracts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { group, process } from '../../live/queries.js';
import { makerOf } from '../../products/rules.js';

export const useGroup = (id: string) => useQuery(group(id));

/** Products of more processes than this were put together by hand. */
const MAKERS = 5;

/** The process that made the group; null for a group that people put together. */
export const useMaker = ({ id }: DataProductGroup, products: readonly DataProduct[]): Process | null => {
  const made = [...new Set(products.flatMap((product) => product.process ?? []))];
  return useQueries({
    queries: (made.length > MAKERS ? [] : made).map((one) => process(one)),
    combine: (answers) =>
      makerOf(
        id,
        answers.flatMap(({ data }) => data ?? []),
      ),
  });
};
