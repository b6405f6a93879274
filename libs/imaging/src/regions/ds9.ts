import { parseDec, parseRa } from '@nightjar/astro';

/** Where a region's numbers are: `icrs` degrees (shapes in degrees), or `image` FITS pixels (shapes in pixels). */
export type RegionFrame = 'icrs' | 'image';

interface Described {
  readonly frame: RegionFrame;
  readonly text?: string;
  readonly colour?: string;
  /** A region with a minus sign before it takes away. */
  readonly excluded?: boolean;
}

/** A region of SAOImage DS9. `x`, `y`: right ascension and declination, or FITS pixels. Angles from +x, anticlockwise. */
export type Region = Described &
  (
    | { readonly shape: 'point'; readonly x: number; readonly y: number }
    | { readonly shape: 'circle'; readonly x: number; readonly y: number; readonly radius: number }
    | {
        readonly shape: 'annulus';
        readonly x: number;
        readonly y: number;
        readonly inner: number;
        readonly outer: number;
      }
    | {
        readonly shape: 'ellipse' | 'box';
        readonly x: number;
        readonly y: number;
        readonly width: number;
        readonly height: number;
        readonly angleDeg: number;
      }
    | { readonly shape: 'polygon'; readonly corners: readonly (readonly [x: number, y: number])[] }
  );

/** A DS9 region file, version 4.1. Radii on the sky are written in arcseconds. */
export function writeRegions(regions: readonly Region[]): string {
  const lines = regions.map((region) => {
    const colour = region.colour === undefined ? '' : ` color=${region.colour}`;
    const text = region.text === undefined ? '' : ` text={${region.text.replace(/[{}\r\n]/g, ' ')}}`;
    return `${region.frame};${region.excluded ? '-' : ''}${region.shape}(${numbers(region).join(',')})${colour || text ? ` #${colour}${text}` : ''}`;
  });
  return ['# Region file format: DS9 version 4.1', 'global color=green', ...lines, ''].join('\n');
}

function numbers(region: Region): string[] {
  const size = (value: number): string => (region.frame === 'image' ? String(value) : `${value * 3600}"`);
  if (region.shape === 'polygon') return region.corners.flatMap(([x, y]) => [String(x), String(y)]);
  const place = [String(region.x), String(region.y)];
  switch (region.shape) {
    case 'point':
      return place;
    case 'circle':
      return [...place, size(region.radius)];
    case 'annulus':
      return [...place, size(region.inner), size(region.outer)];
    default:
      return [...place, size(region.width), size(region.height), String(region.angleDeg)];
  }
}

export interface RegionFile {
  readonly regions: readonly Region[];
  /** What was not read, with its line number: other shapes, other frames, broken numbers. */
  readonly notRead: readonly string[];
}

/**
 * Reads a subset of DS9's region files: point, circle, annulus, ellipse, box and polygon in icrs, fk5 (taken for ICRS, to
 * which it is within 0.03 arcsec), image or physical (taken for image); decimal or sexagesimal; sizes with `"`, `'`, `d`, `p`
 * or `i`. What it does not know it names and passes over.
 */
export function readRegions(file: string): RegionFile {
  const regions: Region[] = [];
  const notRead: string[] = [];
  let frame: RegionFrame | undefined = 'image';
  file.split(/\r?\n/).forEach((whole, i) => {
    const at = whole.indexOf('#');
    const [body, attributes] = at < 0 ? [whole, ''] : [whole.slice(0, at), whole.slice(at + 1)];
    for (const part of body.split(';').map((one) => one.trim())) {
      if (part === '' || part.startsWith('global')) continue;
      const system = /^[a-z0-9]+$/i.test(part) ? part.toLowerCase() : undefined;
      if (system !== undefined) {
        frame = frames[system];
        if (!frame) notRead.push(`line ${i + 1}: coordinates in ${system} are not read`);
        continue;
      }
      const region = frame && readShape(part, frame, attributes);
      if (region) regions.push(region);
      else notRead.push(`line ${i + 1}: ${part}`);
    }
  });
  return { regions, notRead };
}

const frames: Readonly<Record<string, RegionFrame | undefined>> = {
  icrs: 'icrs',
  fk5: 'icrs',
  j2000: 'icrs',
  image: 'image',
  physical: 'image',
};

function readShape(part: string, frame: RegionFrame, attributes: string): Region | undefined {
  const found = /^([+-]?)\s*([a-z]+)\s*(?:\(([^()]*)\)|\s([^()]*))$/i.exec(part);
  if (!found) return undefined;
  const [, sign, name = '', inside, bare] = found;
  const words = (inside ?? bare ?? '').split(/[\s,]+/).filter(Boolean);
  const text = /text=(?:\{([^}]*)\}|"([^"]*)"|'([^']*)')/.exec(attributes);
  const colour = /color=(\S+)/.exec(attributes)?.[1];
  const label = text?.[1] ?? text?.[2] ?? text?.[3];
  const described = {
    frame,
    ...(label === undefined ? {} : { text: label }),
    ...(colour === undefined ? {} : { colour }),
    ...(sign === '-' ? { excluded: true } : {}),
  };
  const shape = name.toLowerCase();
  const [x, y, a, b, c] = [
    ...words.slice(0, 2).map((word, i) => coordinate(word, frame, i === 0)),
    ...words.slice(2, 4).map((word) => size(word, frame)),
    Number(words[4] ?? (shape === 'ellipse' || shape === 'box' ? 0 : NaN)),
  ];
  if (shape === 'polygon') return readPolygon(words, frame, described);
  const finite = (...values: (number | undefined)[]): boolean => values.every((value) => Number.isFinite(value));
  if (x === undefined || y === undefined || !finite(x, y)) return undefined;
  if (shape === 'point') return { ...described, shape, x, y };
  if (a === undefined || !finite(a)) return undefined;
  if (shape === 'circle' && words.length === 3) return { ...described, shape, x, y, radius: a };
  if (b === undefined || !finite(b)) return undefined;
  if (shape === 'annulus' && words.length === 4) return { ...described, shape, x, y, inner: a, outer: b };
  if ((shape === 'ellipse' || shape === 'box') && words.length <= 5 && c !== undefined && finite(c))
    return { ...described, shape, x, y, width: a, height: b, angleDeg: c };
  return undefined;
}

function readPolygon(words: readonly string[], frame: RegionFrame, described: Described): Region | undefined {
  const values = words.map((word, i) => coordinate(word, frame, i % 2 === 0));
  if (values.length < 6 || values.length % 2 || !values.every(Number.isFinite)) return undefined;
  const corners = Array.from(
    { length: values.length / 2 },
    (_, i) => [values[2 * i] ?? NaN, values[2 * i + 1] ?? NaN] as const,
  );
  return { ...described, shape: 'polygon', corners };
}

function coordinate(word: string, frame: RegionFrame, isFirst: boolean): number {
  if (frame === 'image') return Number(word.replace(/[pi]$/i, ''));
  const plain = Number(word.replace(/d$/i, ''));
  if (Number.isFinite(plain)) return plain;
  try {
    return isFirst ? parseRa(word) : parseDec(word);
  } catch {
    return NaN;
  }
}

/** Degrees on the sky, pixels on the image. A size on the sky without a unit is in degrees. */
function size(word: string, frame: RegionFrame): number {
  const found = /^([\d.eE+-]+)(["'dpir]?)$/.exec(word);
  const [value, unit] = [Number(found?.[1] ?? NaN), found?.[2] ?? ''];
  const onImage = frame === 'image';
  if (unit === '' || unit === (onImage ? 'p' : 'd') || (onImage && unit === 'i')) return value;
  if (onImage) return NaN;
  return unit === '"' ? value / 3600 : unit === "'" ? value / 60 : NaN;
}
