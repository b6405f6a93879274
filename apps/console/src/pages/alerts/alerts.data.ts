import { useQuery } from '@tanstack/react-query';
import { getText } from '../../live/api.js';
import { notices, requests } from '../../live/queries.js';

export const useAlerts = (cursor: string | undefined) => ({
  notices: useQuery(notices(cursor ? { cursor } : {})),
  requests: useQuery(requests()),
});

/** The packet as it came: bytes never change, so it is read once. */
export const useRaw = (id: string) =>
  useQuery({
    queryKey: ['raw', id],
    queryFn: ({ signal }) => getText(`/api/notices/${id}/raw`, signal),
    staleTime: Infinity,
  });
