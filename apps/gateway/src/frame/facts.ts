import type { BandedImage, Header } from '@nightjar/imaging';
import { levelsOf, type Levels } from './levels.js';

export interface CardShown {
  readonly key: string;
  readonly value: string | number | boolean | null;
  readonly comment: string | null;
}

/** An image of a file, for choosing one. */
interface Listed {
  readonly hdu: number;
  readonly name: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly planes: number;
}

/** All of an image but its pixels. */
export interface ImageFacts extends Listed, Levels {
  /** With those of the primary header, which the image inherits. */
  readonly cards: readonly CardShown[];
  readonly images: readonly Listed[];
}

export const cardsShown = ({ cards }: Header): CardShown[] =>
  cards.map(({ keyword, value, comment }) => ({ key: keyword, value: value ?? null, comment: comment ?? null }));

const listed = ({ hdu, axes, header }: BandedImage): Listed => {
  const [widthPx = 0, heightPx = 0, ...more] = axes;
  const planes = more.reduce((product, length) => product * length, 1);
  return { hdu, name: header.text('EXTNAME') ?? null, widthPx, heightPx, planes };
};

export const factsOf = async (
  images: readonly BandedImage[],
  image: BandedImage,
  plane: number,
): Promise<ImageFacts> => ({
  ...listed(image),
  ...(await levelsOf(image, plane)),
  cards: cardsShown(image.inherited),
  images: images.map(listed),
});
