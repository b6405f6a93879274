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
  readonly start: View | null;
  readonly onView: (view: View) => void;
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
export const Viewer = ({ name, shown, maskPath, marks, gridOf, start, onView, onPointed, onKey }: ViewerProps) => {
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

  useLayoutEffect(() => {
    if (!canvas.current || !screen || !view) return;
    const tiles = [overview(frame), ...tilesSeen(view, frame, screen)];
    store.want(tiles);
    const mask = maskPath === null ? null : storeOf(maskPath);
    mask?.want(tiles);
    drawScene(canvas.current, { frame, view, screen, tiles, palette, store, mask, lines, marks });
  }, [canvas, screen, view, frame, palette, store, maskPath, lines, marks, theme, came]);

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
    } else point(place);
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
    <div className="frame-canvas">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={`Pixels of ${name}. Arrows move, plus and minus zoom, 0 shows all of it.`}
        onPointerDown={(event) => {
          drag.current = placed(event);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerUp={() => (drag.current = null)}
        onPointerCancel={() => (drag.current = null)}
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
