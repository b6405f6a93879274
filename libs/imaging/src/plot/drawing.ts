import type { Ink } from './figure.js';
import type { Scale } from './scale.js';

/** A thing on the drawing. Lengths are pixels, y runs down. */
export type Shape =
  | {
      readonly kind: 'path';
      /** SVG path data. */
      readonly d: string;
      readonly ink: Ink;
      readonly isFilled: boolean;
      /** 0 to 1. */
      readonly opacity: number;
      readonly isDashed?: boolean;
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly ink: Ink;
      readonly sizePx: number;
      readonly anchor: 'start' | 'middle' | 'end';
      /** Reads from below. */
      readonly isUpright?: boolean;
    };

/** Where the axes of a panel are, to read values off the drawing. */
export interface DrawnPanel {
  readonly box: Box;
  readonly x: Scale & { readonly label: string };
  readonly y: Scale & { readonly label: string };
}

export interface Drawing {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly panels: readonly DrawnPanel[];
  readonly shapes: readonly Shape[];
}

/** A part of the drawing. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const SMALL = 12;

export const path = (
  d: string,
  ink: Ink,
  look: { fill?: boolean; opacity?: number; dashed?: boolean } = {},
): Shape => ({
  ...{ kind: 'path', d, ink, isFilled: look.fill ?? false, opacity: look.opacity ?? 1 },
  ...(look.dashed && { isDashed: true }),
});

export const words = (
  text: string,
  x: number,
  y: number,
  look: { ink?: Ink; size?: number; anchor?: 'start' | 'middle' | 'end'; upright?: boolean } = {},
): Shape => ({
  ...{ kind: 'text', text, x, y, ink: look.ink ?? 'ink', sizePx: look.size ?? SMALL, anchor: look.anchor ?? 'middle' },
  ...(look.upright && { isUpright: true }),
});

export const fixed = (value: number): string => String(Number(value.toFixed(2)));
export const frameOf = ({ left, top, right, bottom }: Box): string =>
  `M${fixed(left)} ${fixed(top)}H${fixed(right)}V${fixed(bottom)}H${fixed(left)}Z`;
