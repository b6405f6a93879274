import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** What a query brought; before that what it waits for, and what went wrong if it failed. */
export const Loaded = <T,>({ query, children }: LoadedProps<T>) => {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending)
    return (
      <p className="quiet">{query.failureReason ? `${query.failureReason.message}; trying again…` : 'reading…'}</p>
    );
  return (
    <p className="problem" role="alert">
      {query.error?.message ?? 'nothing came back'}{' '}
      <button type="button" className="plain" onClick={() => void query.refetch()}>
        try again
      </button>
    </p>
  );
};
