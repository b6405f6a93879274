import { median, type PixelPosition } from '@nightjar/imaging';
import { coverage, onFrameOf } from '../frame/coverage.js';
import { leastStars, type MeasuredFrame } from './measure-frame.js';
import { relate, type Relation } from './star-relation.js';

/** A frame of the template, and how it comes onto the first one of them. */
export interface ChosenFrame {
  readonly frame: MeasuredFrame;
  /** What one of its ADU is on the first one. */
  readonly scale: number;
  /** To be added to a place by its coordinates to find it on the first one. */
  readonly shift: PixelPosition;
  /** In words. */
  readonly by: string;
}

export interface LeftOut {
  readonly frame: MeasuredFrame;
  readonly because: string;
}

export interface FrameChoice {
  /** Best first: its pixels are those of the template. */
  readonly chosen: readonly ChosenFrame[];
  readonly leftOut: readonly LeftOut[];
}

/** Stars so many times as wide as the others' blur what they were sharp for. */
const widest = 1.5;
/** A frame so many times noisier than the others (1.2 mag shallower) adds more noise to a mean than light. */
const noisiest = 3;
/** Coordinates of one field that differ by more than this, in widths of a star, are not of one field. */
const apartFwhm = 1.5;
const leastOverlap = 0.5;
const mostSpreadPx = 1;

/**
 * Chooses the frames of a template: one filter, one field, and the sharpest and deepest of them, by the noise that a
 * star's light would have on each. Says why each of the others is left out. Nothing is chosen of nothing.
 */
export function chooseFrames(frames: readonly MeasuredFrame[], atMost: number): FrameChoice {
  const leftOut: LeftOut[] = [];
  const keep = <T extends { readonly frame: MeasuredFrame }>(all: readonly T[], why: (one: T) => string | undefined) =>
    all.filter((one) => {
      const because = why(one);
      if (because !== undefined) leftOut.push({ frame: one.frame, because });
      return because === undefined;
    });

  const filter = commonest(frames.map(({ seen }) => seen.filter));
  const ofFilter = keep(
    frames.map((frame) => ({ frame })),
    ({ frame: { seen } }) => (seen.filter === filter ? undefined : `its filter is ${seen.filter}, not ${filter}`),
  );
  const hub = hubOf(ofFilter.map(({ frame }) => frame));
  if (!hub) return { chosen: [], leftOut };
  const related = keep(
    ofFilter.map(({ frame }) => ({ frame, on: relationOf(frame, hub) })),
    ({ on }) => faultOf(on, hub),
  );
  const weighed = related.map(({ frame, on }) => {
    const scale = on?.scale ?? NaN;
    const fwhmArcsec = frame.fwhmPx * frame.pixelScaleArcsec;
    return { frame, scale, fwhmArcsec, starNoise: scale * frame.noiseAdu * frame.fwhmPx };
  });
  const [width, noise] = [median(weighed.map((one) => one.fwhmArcsec)), median(weighed.map((one) => one.starNoise))];
  const good = keep(weighed, ({ fwhmArcsec, starNoise }) => {
    if (fwhmArcsec > widest * width)
      return `its stars are ${fwhmArcsec.toFixed(1)} arcsec wide, those of the others ${width.toFixed(1)}`;
    if (starNoise > noisiest * noise)
      return `it is shallower than the others by ${(2.5 * Math.log10(starNoise / noise)).toFixed(1)} mag`;
    return undefined;
  });
  const ranked = good.toSorted((a, b) => a.starNoise - b.starNoise);
  const [first] = ranked;
  if (!first) return { chosen: [], leftOut };
  const onFirst = keep(
    ranked.map(({ frame, scale }) => ({
      ...{ frame, scale: scale / first.scale },
      on: frame === first.frame ? itself : relationOf(frame, first.frame),
    })),
    ({ frame, on }) => {
      const share = coverage(first.frame.wcs, first.frame, onFrameOf(frame.wcs, frame));
      if (share < leastOverlap)
        return `it covers ${Math.round(100 * share)} % of ${first.frame.input.product.name} only`;
      return on === itself ? undefined : faultOf(on, first.frame);
    },
  );
  const taken = keep(
    onFirst.map((one, rank) => ({ ...one, rank })),
    ({ rank }) => (rank < atMost ? undefined : `${atMost} better ones are taken`),
  );
  return {
    leftOut,
    chosen: taken.map(({ frame, on, scale: byHub }) => {
      const scale = on?.scale ?? byHub;
      return { frame, scale, shift: on?.shift ?? itself.shift, by: words(on, scale) };
    }),
  };
}

/** The frame of most stars that half of all are bound to; where there is none, the one that most are bound to. */
function hubOf(frames: readonly MeasuredFrame[]): MeasuredFrame | undefined {
  let best: { readonly frame: MeasuredFrame; readonly bound: number } | undefined;
  for (const frame of frames.toSorted((a, b) => b.stars.length - a.stars.length)) {
    const bound = frames.filter((other) => faultOf(relationOf(other, frame), frame) === undefined).length;
    if (!best || bound > best.bound) best = { frame, bound };
    if (2 * bound >= frames.length) break;
  }
  return best?.frame;
}

const itself: Relation = { stars: 0, scale: 1, scatter: 0, shift: { xPx: 0, yPx: 0 }, spreadPx: 0 };

function relationOf(frame: MeasuredFrame, other: MeasuredFrame): Relation | undefined {
  const widths = [frame, other].map(({ fwhmPx, pixelScaleArcsec }) => fwhmPx * pixelScaleArcsec);
  return relate(frame.stars, other.stars, (sky) => other.wcs.skyToPixel(sky), apartFwhm * Math.max(...widths));
}

function faultOf(on: Relation | undefined, { input: { product } }: MeasuredFrame): string | undefined {
  if (!on || on.stars < leastStars) return `it shares ${on?.stars ?? 0} stars with ${product.name}`;
  if (on.spreadPx > mostSpreadPx)
    return `its coordinates and those of ${product.name} disagree by ${on.spreadPx.toFixed(1)} px from star to star`;
  return undefined;
}

function words(on: Relation | undefined, scale: number): string {
  if (!on || on === itself) return 'kept as it is';
  const { stars, spreadPx, scatter } = on;
  return `by ${stars} stars, which agree to ${spreadPx.toFixed(2)} px and ${(100 * scatter).toFixed(1)} %, times ${scale.toPrecision(4)}`;
}

function commonest(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}
