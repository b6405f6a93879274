import type { PixelPosition, Wcs } from '@nightjar/imaging/browser';
import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import { useTheme } from '../shell/theme.js';
import { gridLines } from './grid.js';
import { frameKey, type FrameKey } from './keys.js';
import type { Mark } from './marks.js';
import type { Palette } from './paint.js';
import { pointedAt, type Pointed } from './pointed.js';
import { drawScene } from './scene.js';
import { TileStore } from './tile-store.js';
import { overview, tilesSeen } from './tiles.js';
import type { Boxes } from './use-boxes.js';
import { useHand } from './use-hand.js';
import { useSize } from './use-size.js';
import { moved, nearer, pixelAt, sensible, whole, type Place, type Size, type View } from './view.js';

export interface Shown {
  /** Where its pixels are. */
  readonly path: string;
  readonly frame: Size;
  readonly palette: Palette;
}

interface ViewerProps {
  readonly name: string;
  readonly shown: Shown;
  /** Where the pixels of its mask are; null where none is to be shown. */
  readonly maskPath: string | null;
  readonly marks: readonly Mark[];
  /** Null where no grid is to be drawn. */
  readonly gridOf: Wcs | null;
  readonly boxes: Boxes;
  readonly start: View | null;
  /** What part of it is seen, as it changes. */
  readonly onView: (view: View) => void;
  /** The same as it is drawn, also before anybody has moved it. */
  readonly onSeen: (view: View, screen: Size) => void;
  readonly onPointed: (at: PixelPosition, pointed: Pointed | null) => void;
  readonly onKey: (key: FrameKey) => void;
}

/** The tiles of each image that has been looked at on this page: blinking fetches nothing twice. */
const useStores = (onChange: () => void): ((path: string) => TileStore) => {
  const [stores] = useState(() => new Map<string, TileStore>());
  return (path) => {
    const known = stores.get(path) ?? new TileStore(path, onChange);
    stores.set(path, known);
    return known;
  };
};

/** The pixels of a frame: drawn as they come, moved and zoomed by mouse, wheel and keys. */
export const Viewer = ({ name, shown, maskPath, marks, gridOf, boxes, start, ...on }: ViewerProps) => {
  const { onView, onSeen, onPointed, onKey } = on;
  const canvas = useRef<HTMLCanvasElement>(null);
  const screen = useSize(canvas);
  const theme = useTheme();
  const [came, redraw] = useReducer((n: number) => n + 1, 0);
  const storeOf = useStores(redraw);
  const [chosen, setView] = useState<View | null>(start);
  const { frame, path, palette } = shown;
  const view = useMemo(
    () => (screen ? sensible(chosen ?? whole(frame, screen), frame, screen) : null),
    [chosen, frame, screen],
  );
  const store = storeOf(path);
  const lines = useMemo(
    () => (gridOf && view && screen ? gridLines(gridOf, view, screen) : []),
    [gridOf, view, screen],
  );

  const hand = useHand(boxes, frame, view, screen);

  useLayoutEffect(() => {
    if (!canvas.current || !screen || !view) return;
    const tiles = [overview(frame), ...tilesSeen(view, frame, screen)];
    store.want(tiles);
    const mask = maskPath === null ? null : storeOf(maskPath);
    mask?.want(tiles);
    drawScene(canvas.current, { frame, view, screen, tiles, palette, store, mask, lines, marks, boxes: hand.shown });
  }, [canvas, screen, view, frame, palette, store, maskPath, lines, marks, hand.shown, theme, came]);
  const afterSight = useEffectEvent(() => view && screen && onSeen(view, screen));
  useEffect(() => void afterSight(), [view, screen]);

  const go = (next: View): void => {
    setView(next);
    onView(next);
  };
  const placed = ({ clientX, clientY }: { clientX: number; clientY: number }): Place => {
    const { left, top } = canvas.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return { left: clientX - left, top: clientY - top };
  };
  const point = (place: Place): void => {
    if (!view || !screen) return;
    const at = pixelAt(place, view, screen);
    onPointed(at, pointedAt(at, store, frame));
  };
  // without a pointer the middle of the picture is read out
  const pointMiddle = (): void => {
    if (screen) point({ left: screen.widthPx / 2, top: screen.heightPx / 2 });
  };
  const afterChange = useEffectEvent(pointMiddle);
  useEffect(() => afterChange(), [view, path, came]);

  const drag = useRef<Place | null>(null);
  const onMove = (event: PointerEvent): void => {
    const place = placed(event);
    const from = drag.current;
    if (from && view && screen) {
      drag.current = place;
      go(moved(view, { left: place.left - from.left, top: place.top - from.top }, frame, screen));
    } else {
      hand.move(place);
      point(place);
    }
  };
  const onWheel = useEffectEvent((event: WheelEvent): void => {
    event.preventDefault();
    if (view && screen) go(nearer(view, 2 ** (-event.deltaY / 300), placed(event), frame, screen));
  });
  useEffect(() => {
    const on = canvas.current;
    const listen = (event: WheelEvent): void => onWheel(event);
    // a passive listener could not keep the page from scrolling
    on?.addEventListener('wheel', listen, { passive: false });
    return () => on?.removeEventListener('wheel', listen);
  }, []);
  const press = (event: KeyboardEvent): void => {
    const key = frameKey(event);
    if (!key || !view || !screen) return;
    event.preventDefault();
    const middle = { left: screen.widthPx / 2, top: screen.heightPx / 2 };
    if (key.does === 'move') go(moved(view, key.by, frame, screen));
    else if (key.does === 'zoom') go(nearer(view, key.by, middle, frame, screen));
    else if (key.does === 'whole') go(whole(frame, screen));
    else if (key.does === 'pixels') go(nearer(view, 1 / view.zoom, middle, frame, screen));
    else onKey(key);
  };
  return (
    <div className={`frame-canvas ${boxes.isDrawing ? 'is-drawing' : ''}`}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={`Pixels of ${name}. Arrows move, plus and minus zoom, 0 shows all of it.`}
        onPointerDown={(event) => {
          const isDrawn = event.button === 0 && !event.shiftKey && hand.begin(placed(event), event.pointerType);
          if (!isDrawn) drag.current = placed(event);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerUp={() => {
          drag.current = null;
          hand.end();
        }}
        onPointerCancel={() => {
          drag.current = null;
          hand.cancel();
        }}
        onPointerMove={onMove}
        onPointerLeave={pointMiddle}
        onKeyDown={press}
      />
      <p className="frame-coming" role="status">
        {store.fault ? <span className="problem">{store.fault}</span> : store.isBusy ? 'reading…' : ''}
      </p>
    </div>
  );
};
