import { useEffect } from 'react';

/** What the browser's tab says. */
export const usePageTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · Nightjar`;
  }, [title]);
};
