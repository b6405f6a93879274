import { nearKnown, objectFlag, prefilter, SkyTree, type SkyPosition } from '@nightjar/imaging';
import type { Reason } from '../science/candidate-files.js';
import type { Knower } from '../science/known.js';
import type { SeenObject } from './objects.js';

/** What an object is judged by besides the catalogues. */
export interface Judgement {
  readonly limitSigma: number;
  readonly prefilter: boolean;
  readonly knows: Knower;
  /** A known body of the solar system is rejected, and not only marked. */
  readonly rejectKnown: boolean;
  /** Sources of further frames of the field. */
  readonly others: readonly { readonly name: string; readonly sources: readonly SkyPosition[] }[];
  /** `confirm`: an object is to be on each of them; `known`: one that is on any of them was there before. */
  readonly othersMean: 'confirm' | 'known';
  /** Within this a source of another frame is the same. */
  readonly radiusArcsec: number;
}

const bad = objectFlag.maskedAperture | objectFlag.cut | objectFlag.badPosition | objectFlag.saturated;
const words: readonly (readonly [bit: number, because: string])[] = [
  [objectFlag.saturated, 'it is saturated'],
  [objectFlag.cut, 'the edge cuts its aperture'],
  [objectFlag.maskedAperture, 'masked pixels are in its aperture'],
  [objectFlag.badPosition, 'there is no sky beside it'],
];

/** Every filter's word on each object, but that of the catalogues. */
export function judgeObjects(
  objects: readonly SeenObject[],
  { limitSigma, prefilter: wanted, knows, rejectKnown, others, othersMean, radiusArcsec }: Judgement,
): Reason[][] {
  const shapes = wanted ? shapesOf(objects) : undefined;
  const trees = others.map(({ name, sources }) => ({ name, tree: new SkyTree(sources) }));
  return objects.map((object, i) => [
    judgeFlags(object),
    answer('significance', object.snr >= limitSigma, `S/N ${object.snr.toFixed(1)}, ${limitSigma} is needed`),
    shapes?.[i] ?? notAsked('prefilter', 'no classifier has looked at it'),
    ...judgeKnown(knows(object.sky), rejectKnown),
    ...trees.map(({ name, tree }) => {
      const there = tree.within(object.sky, radiusArcsec / 3600).length > 0;
      const passes = there === (othersMean === 'confirm');
      return answer('other-frames', passes, there ? `it is on ${name} too` : `it is not on ${name}`);
    }),
  ]);
}

const answer = (filter: string, passed: boolean, because: string): Reason => ({
  ...{ filter, verdict: passed ? 'passed' : 'failed', because },
});
const notAsked = (filter: string, because: string): Reason => ({ filter, verdict: 'not-asked', because });

function judgeFlags({ flags }: SeenObject): Reason {
  const set = words.filter(([bit]) => (flags & bit) !== 0).map(([, because]) => because);
  return answer('flags', (flags & bad) === 0, set.length === 0 ? 'nothing is wrong with its aperture' : set.join(', '));
}

/** An object whose light has no shape is none of a star's. */
function shapesOf(objects: readonly SeenObject[]): Reason[] {
  const shaped = objects.flatMap(({ shape, flags }) => (shape ? [{ ...shape, flags: flags & bad }] : []));
  const { odd, stoodDown } = prefilter(shaped);
  let next = 0;
  return objects.map(({ shape }) => {
    if (stoodDown !== undefined) return notAsked('prefilter', stoodDown);
    const unlike = shape === undefined || odd[next++] === true;
    return answer('prefilter', !unlike, unlike ? 'unlike the stars of the frame' : 'like the stars of the frame');
  });
}

/** A star that is known to vary is marked alone: what it does may be the news. */
function judgeKnown({ knownObject: body, variableStar: star }: ReturnType<Knower>, rejects: boolean): Reason[] {
  return [
    body === undefined
      ? notAsked('known-object', 'no list of minor planets was asked')
      : answer('known-object', !body || !rejects, body ? nearKnown(body, 'minor planet') : 'no minor planet is near'),
    star === undefined
      ? notAsked('variable-star', 'no list of variable stars was asked')
      : answer('variable-star', true, star ? nearKnown(star, 'variable star') : 'no known variable star is near'),
  ];
}
