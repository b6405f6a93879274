import type { DataProduct } from '@nightjar/contracts';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useRun } from '../pages/pipelines/pipelines.data.js';
import { numberIn } from '../shown/cells.js';
import { NumberRows } from '../shown/number-rows.js';
import { Panel } from '../shown/panel.js';
import { boxInView, cropOf, SIDES, type Box, type Side } from './boxes.js';
import type { ImageFacts } from './frame.data.js';
import type { Boxes } from './use-boxes.js';
import type { Size, View } from './view.js';

const SAYS: Readonly<Record<Side, string>> = {
  x1: 'first column that belongs to it; the left one of the frame is 1',
  y1: 'first row that belongs to it; the lowest one of the frame is 1',
  x2: 'last column that belongs to it',
  y2: 'last row that belongs to it',
};
const COLUMNS = SIDES.map((name) => ({ name, says: SAYS[name], unit: 'px' }));

interface RectanglesProps {
  readonly frame: DataProduct;
  readonly facts: ImageFacts;
  readonly boxes: Boxes;
  /** What is seen, for a rectangle that is not drawn by hand. */
  readonly seen: () => { readonly view: View; readonly screen: Size } | null;
}

/** Why this image cannot be edited; an edit takes a frame, and of a file the first image. */
const hindrance = ({ type }: DataProduct, { hdu, images, planes }: ImageFacts): string | null => {
  if (type !== 'frame') return `Only frames are edited; this product is of the kind ${type}.`;
  return hdu === (images[0]?.hdu ?? hdu) && planes < 2
    ? null
    : 'Of a file of many images only the first one is edited.';
};

/** The rectangles as numbers. A cell that is being typed in keeps its text until it is left. */
const RectangleList = ({
  facts,
  boxes,
  seen,
  does,
}: Omit<RectanglesProps, 'frame'> & { does: (at: number) => ReactNode }) => {
  const [typed, setTyped] = useState<{ readonly at: number; readonly side: string; readonly text: string } | null>(
    null,
  );
  const most = (side: string): number => (side.startsWith('x') ? facts.widthPx : facts.heightPx);
  const isRight = (cell: string, side: string): boolean => {
    const value = numberIn(cell);
    return value !== null && Number.isInteger(value) && value >= 1 && value <= most(side);
  };
  const cellOf = (box: Box, at: number, side: Side): string =>
    typed?.at === at && typed.side === side ? typed.text : String(box[side]);
  const type = (at: number, side: string, text: string): void => {
    setTyped({ at, side, text });
    if (isRight(text, side))
      boxes.set(boxes.boxes.map((box, i) => (i === at ? { ...box, [side]: Number(text) } : box)));
  };
  const add = (): void => {
    const now = seen();
    boxes.set([
      ...boxes.boxes,
      now ? boxInView(now.view, now.screen, facts) : { x1: 1, y1: 1, x2: facts.widthPx, y2: facts.heightPx },
    ]);
  };
  return (
    <div onBlur={() => setTyped(null)}>
      <NumberRows
        noun="rectangle"
        columns={COLUMNS}
        rows={boxes.boxes.map((box, at) => Object.fromEntries(SIDES.map((side) => [side, cellOf(box, at, side)])))}
        isRight={isRight}
        onCell={type}
        onRemove={(at) => boxes.set(boxes.boxes.filter((_, i) => i !== at))}
        onAdd={add}
        does={does}
      />
    </div>
  );
};

/** Rectangles on the pixels: drawn or typed, and what is done with them. The frame stays; an edit is a product of its own. */
export const Rectangles = ({ frame, facts, boxes, seen }: RectanglesProps) => {
  const run = useRun();
  const because = hindrance(frame, facts);
  const isStill = because === null && !run.isPending;
  const count = boxes.boxes.length;
  const start = (pipeline: 'mask' | 'crop', params: object, flags: Readonly<Record<string, boolean>> = {}): void =>
    run.mutate({ pipeline, target: frame.target, inputs: [frame.id], flags, params: { ...params } });
  const mask = (): void => start('mask', { rectangles: boxes.boxes }, boxes.isOutside ? { inverted: true } : {});
  return (
    <Panel
      title="Rectangles"
      aside={
        <>
          <button type="button" aria-pressed={boxes.isDrawing} onClick={() => boxes.draw(!boxes.isDrawing)}>
            draw
          </button>
          <button type="button" disabled={!boxes.canUndo} onClick={boxes.undo}>
            undo
          </button>
        </>
      }
    >
      <p className="muted">
        {boxes.isDrawing
          ? 'Drag over the pixels to draw, or take a corner; with Shift the frame moves. Esc leaves off.'
          : 'To mask pixels, or to crop to them. FITS pixels: the first one is 1, 1; first and last belong to it.'}
      </p>
      <RectangleList
        facts={facts}
        boxes={boxes}
        seen={seen}
        does={(at) => (
          <button
            type="button"
            disabled={!isStill}
            aria-label={`crop to rectangle ${at + 1}`}
            onClick={() =>
              start('crop', cropOf(boxes.boxes[at] ?? { x1: 1, y1: 1, x2: facts.widthPx, y2: facts.heightPx }))
            }
          >
            crop
          </button>
        )}
      />
      {count ? (
        <>
          <label className="check">
            <input
              type="checkbox"
              checked={boxes.isOutside}
              onChange={(event) => boxes.setOutside(event.target.checked)}
            />{' '}
            keep only what is inside
          </label>
          <p className="field-tools">
            <button type="button" disabled={!isStill} onClick={mask}>
              {boxes.isOutside ? 'mask all but them' : count === 1 ? 'mask it' : `mask these ${count}`}
            </button>
          </p>
        </>
      ) : null}
      <p role="status" className={run.isError ? 'problem' : 'muted'}>
        {run.isError ? run.error.message : count ? (because ?? '') : ''}
        {run.data ? (
          <>
            Ordered:{' '}
            <Link to="/processes/$id" params={{ id: run.data.id }}>
              {run.data.identifier}
            </Link>
            . Its frame is a product of its own; this one stays as it is.
          </>
        ) : null}
      </p>
    </Panel>
  );
};
