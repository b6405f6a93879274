import { useEffect, useState } from 'react';
import { boxesOf, boxesText, type Box } from './boxes.js';
import { useAddress } from './settings.js';

/** So many changes can be undone. */
const MOST_UNDONE = 100;

/** Rectangles on a frame, as they stand in the address, and whether a hand draws more of them. */
export interface Boxes {
  readonly boxes: readonly Box[];
  /** All but the rectangles is meant. */
  readonly isOutside: boolean;
  readonly isDrawing: boolean;
  readonly canUndo: boolean;
  readonly set: (boxes: readonly Box[]) => void;
  readonly undo: () => void;
  readonly setOutside: (outside: boolean) => void;
  readonly draw: (on: boolean) => void;
}

export const useBoxes = (): Boxes => {
  const { search, change } = useAddress();
  const [boxes, setBoxes] = useState(() => boxesOf(search.boxes));
  const [past, setPast] = useState<readonly (readonly Box[])[]>([]);
  const [isDrawing, draw] = useState(false);
  const show = (next: readonly Box[]): void => {
    setBoxes(next);
    change({ boxes: boxesText(next) });
  };
  useEffect(() => {
    const leave = ({ key, shiftKey }: KeyboardEvent): void => {
      // with Shift it is the emergency stop
      if (key === 'Escape' && !shiftKey && !document.querySelector('dialog[open]')) draw(false);
    };
    if (isDrawing) addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [isDrawing]);
  return {
    ...{ boxes, isDrawing, draw, isOutside: search.mean === 'outside', canUndo: past.length > 0 },
    setOutside: (outside) => change({ mean: outside ? 'outside' : undefined }),
    set: (next) => {
      setPast([...past, boxes].slice(-MOST_UNDONE));
      show(next);
    },
    undo: () => {
      const before = past.at(-1);
      if (!before) return;
      setPast(past.slice(0, -1));
      show(before);
    },
  };
};
