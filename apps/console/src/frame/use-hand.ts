import type { PixelPosition } from '@nightjar/imaging/browser';
import { useMemo, useState } from 'react';
import { boxBetween, cornerAt, type Box } from './boxes.js';
import type { BoxesShown } from './draw-boxes.js';
import type { Boxes } from './use-boxes.js';
import { pixelAt, type Place, type Size, type View } from './view.js';

/** A corner is taken hold of within so many pixels of the screen; a finger needs more room than a mouse. */
const REACH = { mouse: 8, touch: 20 } as const;
/** A hand that moved less has drawn nothing. */
const LEAST = 3;

interface Drag {
  readonly begun: Place;
  /** The corner that stays. */
  readonly from: PixelPosition;
  /** Which rectangle is changed; one beyond the last is new. */
  readonly at: number;
  readonly box: Box | null;
}

const replaced = (boxes: readonly Box[], { at, box }: Drag): readonly Box[] =>
  box ? [...boxes.slice(0, at), box, ...boxes.slice(at + 1)] : boxes;

/** A hand that draws rectangles over the pixels, or takes them by a corner. Nothing is kept before it lets go. */
export const useHand = (
  { boxes, isOutside, isDrawing, set }: Boxes,
  frame: Size,
  view: View | null,
  screen: Size | null,
) => {
  const [begun, setDrag] = useState<Drag | null>(null);
  const drag = isDrawing ? begun : null;
  const shown = useMemo(
    (): BoxesShown => ({ boxes: drag ? replaced(boxes, drag) : boxes, isOutside, hasHandles: isDrawing }),
    [boxes, drag, isOutside, isDrawing],
  );
  return {
    shown,
    isHolding: drag !== null,
    begin: (place: Place, pointer: string): boolean => {
      if (!isDrawing || !view || !screen) return false;
      const held = cornerAt(boxes, place, view, screen, pointer === 'touch' ? REACH.touch : REACH.mouse);
      const from = held?.from ?? pixelAt(place, view, screen);
      setDrag({ begun: place, from, at: held?.at ?? boxes.length, box: null });
      return true;
    },
    move: (place: Place): void => {
      if (!drag || !view || !screen) return;
      const moved = Math.hypot(place.left - drag.begun.left, place.top - drag.begun.top);
      if (drag.box === null && moved < LEAST) return;
      setDrag({ ...drag, box: boxBetween(drag.from, pixelAt(place, view, screen), frame) ?? drag.box });
    },
    end: (): void => {
      if (drag?.box) set(replaced(boxes, drag));
      setDrag(null);
    },
    cancel: (): void => setDrag(null),
  };
};
