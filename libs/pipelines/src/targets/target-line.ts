import { AngleSyntaxError, parsePosition, type Degrees, type Pixels } from '@nightjar/astro';

/** What is to be measured, as it is written: a place on the sky, a place on the frame, or what it is called. */
export type TargetLine =
  | { readonly kind: 'position'; readonly name: string; readonly raDeg: Degrees; readonly decDeg: Degrees }
  /** FITS pixels: the centre of the first one is (1, 1). */
  | { readonly kind: 'pixel'; readonly name: string; readonly xPx: Pixels; readonly yPx: Pixels }
  | { readonly kind: 'name'; readonly name: string };

const number = '([+-]?\\d+(?:\\.\\d*)?)';
const pixel = new RegExp(`^x\\s*=\\s*${number}\\s*,?\\s+y\\s*=\\s*${number}$`, 'i');

/** One target a line; empty lines are none. `x=100.5 y=200` is a pixel, what reads as two angles a position, else a name. */
export const targetLines = (text: string): TargetLine[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const name = line.trim();
    return name === '' ? [] : [lineOf(name)];
  });

function lineOf(name: string): TargetLine {
  const found = pixel.exec(name);
  if (found) return { kind: 'pixel', name, xPx: Number(found[1]), yPx: Number(found[2]) };
  try {
    return { kind: 'position', name, ...parsePosition(name) };
  } catch (fault) {
    if (fault instanceof AngleSyntaxError) return { kind: 'name', name };
    throw fault;
  }
}
