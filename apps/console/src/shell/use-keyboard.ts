import { useEffect, useRef } from 'react';
import { keyAction, NO_MEMORY, type KeyAction, type KeyMemory } from './keys.js';

/** A box that is ticked takes no letters. */
const FIELDS = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest(FIELDS) !== null;

/** Listens to the whole page and hands on what the presses mean. */
export const useKeyboard = (act: (action: KeyAction) => void, letters: boolean): void => {
  const memory = useRef<KeyMemory>(NO_MEMORY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key, shiftKey: shift, target } = event;
      const modified = event.ctrlKey || event.altKey || event.metaKey;
      const press = { key, shift, modified, inField: inField(target), atMs: event.timeStamp };
      const result = keyAction(memory.current, press, letters);
      memory.current = result.memory;
      if (!result.action) return;
      event.preventDefault();
      act(result.action);
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [act, letters]);
};

/** Moves the focus to the next or previous row of the page's tables. */
export const moveRow = (by: 1 | -1): void => {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
};

/** Enter on a row opens it, as a click would. */
export const openFocusedRow = (event: KeyboardEvent): void => {
  const row = document.activeElement;
  if (event.key === 'Enter' && row instanceof HTMLElement && row.dataset['row'] !== undefined) row.click();
};
