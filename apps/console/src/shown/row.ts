import type { MouseEvent } from 'react';

/** A click anywhere on a row follows its first link, unless it meant something else in the row or selected text. */
export const openRow = (event: MouseEvent<HTMLTableRowElement>): void => {
  const clicked = event.target instanceof Element ? event.target : null;
  if (clicked?.closest('a, button, input') || getSelection()?.toString()) return;
  const open = event.currentTarget.querySelector<HTMLElement>('[data-open]');
  if (open instanceof HTMLAnchorElement && (event.ctrlKey || event.metaKey)) window.open(open.href, '_blank');
  else open?.click();
};

/** Makes a table row reachable by j and k, and openable by click and Enter. */
export const rowProps = { 'data-row': true, tabIndex: -1, onClick: openRow } as const;
