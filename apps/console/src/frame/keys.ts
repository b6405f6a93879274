import type { Place } from './view.js';

/** What a key does over the pixels. Screen pixels for moves, factors for zooms. */
export type FrameKey =
  | { readonly does: 'move'; readonly by: Place }
  | { readonly does: 'zoom'; readonly by: number }
  | {
      readonly does:
        | 'whole'
        | 'pixels'
        | 'blink'
        | 'blink-back'
        | 'invert'
        | 'stretch'
        | 'map'
        | 'cut'
        | 'grid'
        | 'marks'
        | 'candidates'
        | 'rectangles'
        | 'undo';
    };

const STEP = 80;
const moves = (left: number, top: number): FrameKey => ({ does: 'move', by: { left: left * STEP, top: top * STEP } });

/** The frame moves against the arrow, as if one looked further that way. */
const KEYS: Readonly<Record<string, FrameKey>> = {
  ArrowLeft: moves(1, 0),
  ArrowRight: moves(-1, 0),
  ArrowUp: moves(0, 1),
  ArrowDown: moves(0, -1),
  '+': { does: 'zoom', by: Math.SQRT2 },
  '=': { does: 'zoom', by: Math.SQRT2 },
  '-': { does: 'zoom', by: Math.SQRT1_2 },
  '0': { does: 'whole' },
  '1': { does: 'pixels' },
  b: { does: 'blink' },
  B: { does: 'blink-back' },
  i: { does: 'invert' },
  t: { does: 'stretch' },
  c: { does: 'map' },
  p: { does: 'cut' },
  w: { does: 'grid' },
  o: { does: 'marks' },
  d: { does: 'candidates' },
  r: { does: 'rectangles' },
  z: { does: 'undo' },
};

/** For the list of keys on the page. */
export const KEYS_SAY: readonly (readonly [key: string, does: string])[] = [
  ['arrows', 'move'],
  ['+ −', 'nearer, further'],
  ['0 · 1', 'whole frame · full pixels'],
  ['b · B', 'blink: next, previous'],
  ['t · p · c · i', 'stretch, percentiles, colours, invert'],
  ['w · o · d', 'grid, all marks, candidates'],
  ['r · Esc', 'draw rectangles, leave off'],
  ['z', 'undo the last change of a rectangle'],
];

export const frameKey = (press: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): FrameKey | null =>
  press.ctrlKey || press.metaKey || press.altKey ? null : (KEYS[press.key] ?? null);

/** The next of a list, about its end. */
export const nextOf = <T>(all: readonly T[], now: T, by = 1): T =>
  all[(Math.max(0, all.indexOf(now)) + by + all.length) % all.length] ?? now;
