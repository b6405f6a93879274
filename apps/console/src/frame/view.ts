import type { PixelPosition } from '@nightjar/imaging/browser';

/** What part of a frame is seen: the FITS pixel in the middle of the screen, and screen pixels for each of its pixels. */
export interface View extends PixelPosition {
  readonly zoom: number;
}

/** Screen or frame, in its own pixels. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A place on the screen, from its upper left corner. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

/** So near a pixel is a hand wide; so far a frame is a stamp. */
const MOST_ZOOM = 64;
const LEAST_PART = 0.5;

/** The frame's x grows to the right, its y upwards. */
export const placeOf = ({ xPx, yPx }: PixelPosition, view: View, screen: Size): Place => ({
  left: screen.widthPx / 2 + (xPx - view.xPx) * view.zoom,
  top: screen.heightPx / 2 - (yPx - view.yPx) * view.zoom,
});

export const pixelAt = ({ left, top }: Place, view: View, screen: Size): PixelPosition => ({
  xPx: view.xPx + (left - screen.widthPx / 2) / view.zoom,
  yPx: view.yPx - (top - screen.heightPx / 2) / view.zoom,
});

const fitZoom = (frame: Size, screen: Size): number =>
  Math.min(screen.widthPx / frame.widthPx, screen.heightPx / frame.heightPx);

/** The whole frame. */
export const whole = (frame: Size, screen: Size): View => ({
  xPx: (frame.widthPx + 1) / 2,
  yPx: (frame.heightPx + 1) / 2,
  zoom: fitZoom(frame, screen),
});

/** The view within what makes sense: some of the frame is always in the middle. */
export const sensible = ({ xPx, yPx, zoom }: View, frame: Size, screen: Size): View => ({
  xPx: Math.min(frame.widthPx + 0.5, Math.max(0.5, xPx)),
  yPx: Math.min(frame.heightPx + 0.5, Math.max(0.5, yPx)),
  zoom: Math.min(MOST_ZOOM, Math.max(Math.min(1, LEAST_PART * fitZoom(frame, screen)), zoom)),
});

/** Nearer (factor > 1) or further about a place whose pixel stays where it is. */
export const nearer = (view: View, factor: number, about: Place, frame: Size, screen: Size): View => {
  const { zoom } = sensible({ ...view, zoom: view.zoom * factor }, frame, screen);
  const { xPx, yPx } = pixelAt(about, view, screen);
  const [left, top] = [about.left - screen.widthPx / 2, about.top - screen.heightPx / 2];
  return sensible({ xPx: xPx - left / zoom, yPx: yPx + top / zoom, zoom }, frame, screen);
};

/** The frame moved by so much on the screen. */
export const moved = (view: View, { left, top }: Place, frame: Size, screen: Size): View =>
  sensible({ ...view, xPx: view.xPx - left / view.zoom, yPx: view.yPx + top / view.zoom }, frame, screen);

/** As it stands in an address: `x,y,zoom`. */
export const viewText = ({ xPx, yPx, zoom }: View): string =>
  `${xPx.toFixed(1)},${yPx.toFixed(1)},${Number(zoom.toPrecision(4))}`;

export const viewOf = (text: string | undefined): View | null => {
  const [xPx = NaN, yPx = NaN, zoom = NaN, ...more] = (text ?? '').split(',').map(Number);
  return Number.isFinite(xPx + yPx) && zoom > 0 && !more.length ? { xPx, yPx, zoom } : null;
};
