import type { Ink } from './figure.js';

/**
 * How one point is drawn about the place where the pen stands, as SVG path data. What is doubtful is a cross, so that it
 * is told apart without colours too. Many points are small.
 */
export function outline(ink: Ink, points: number): { readonly shape: string; readonly isFilled: boolean } {
  const radius = points > 3000 ? 1 : points > 600 ? 1.8 : 3;
  if (ink === 'bad')
    return {
      shape: `m${-radius} ${-radius}l${2 * radius} ${2 * radius}m0 ${-2 * radius}l${-2 * radius} ${2 * radius}`,
      isFilled: false,
    };
  if (radius < 1.5) return { shape: `m-1 -1h2v2h-2z`, isFilled: true };
  return {
    shape: `m${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`,
    isFilled: true,
  };
}
