import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { gapIn } from '../../live/merge.js';
import { process, processLog } from '../../live/queries.js';

export const useProcess = (id: string) => useQuery(process(id));

/** The log, live; lines that the stream lost are read again. */
export const useLog = (id: string) => {
  const cache = useQueryClient();
  const query = useQuery(processLog(id));
  const gap = query.data ? gapIn(query.data) : null;
  useEffect(() => {
    if (gap !== null) void cache.invalidateQueries({ queryKey: ['log', id] });
  }, [cache, gap, id]);
  return query;
};
