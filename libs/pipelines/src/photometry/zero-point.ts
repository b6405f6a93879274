import type { Filter } from '@nightjar/catalogues';
import {
  colourTerms,
  diagnoseFilter,
  fitZeroPointModel,
  instrumentBand,
  permutationCheck,
  suspectColourTerm,
  zeroPointAt,
  type FittedZeroPoint,
  type ZeroPointModelOptions,
} from '@nightjar/imaging';
import { calibrationStar, type MatchedStar } from './calibration-stars.js';
import { inBand, type Reference } from './catalogue.js';
import type { Settings } from './params.js';

/** A zero point, the stars that it rests on, and what is to be said about it. */
export interface FrameZeroPoint {
  readonly fit: FittedZeroPoint;
  /** For each matched star: the zero point rests on it. */
  readonly used: readonly boolean[];
  /** Catalogue less calibrated magnitude of each matched star; NaN where it had no part in the fit. */
  readonly residuals: readonly number[];
  /** For the log. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** So many stars for each coefficient of the spatial polynomial, or it follows the scatter of single stars. */
const starsPerCoefficient = 5;
const surprising = 0.05;

/** Fits the zero point on the sound stars. @returns a sentence where they are too few */
export function fitZeroPoint(
  matched: readonly MatchedStar[],
  reference: Reference,
  settings: Settings,
): FrameZeroPoint | string {
  const notes: string[] = [];
  const sound = matched.flatMap((star, index) => (star.unfit === undefined ? [{ star, index }] : []));
  const stars = sound.map(({ star }) => calibrationStar(star, settings));
  const fit = fitZeroPointModel(
    stars,
    optionsOf(
      sound.map(({ star }) => star),
      reference,
      settings,
      notes,
    ),
  );
  if (fit.kind === 'refused')
    return `No zero point: ${fit.because} (${matched.length} of ${reference.stars.length} stars of ${reference.catalogue} are seen).`;
  const [used, residuals] = [matched.map(() => false), matched.map(() => NaN)];
  sound.forEach(({ index }, i) => {
    used[index] = fit.used[i] ?? false;
    residuals[index] = fit.residuals[i] ?? NaN;
  });
  const [term] = colourTerms(fit.model);
  if (term && reference.pair)
    notes.push(`The instrument measures ${instrumentBand(fit.model, reference.band, reference.pair)}.`);
  const warnings = [...chanceWarning(matched, fit, used), ...colourWarning(term?.value, reference)];
  const diagnose = settings.flags.diagnoseColor || Math.abs(term?.value ?? 0) > suspectColourTerm;
  if (diagnose)
    notes.push(
      ...diagnosis(
        sound.map(({ star }) => star),
        reference,
        settings,
      ),
    );
  return { fit, used, residuals, notes: [...notes, ...fit.notes], warnings };
}

function optionsOf(
  sound: readonly MatchedStar[],
  { pair, catalogue }: Reference,
  { flags, spatialOrder, bgOrder, colorOrder, forceColorTerm }: Settings,
  notes: string[],
): ZeroPointModelOptions {
  const coloured = sound.filter(({ star }) => Number.isFinite(star.colour)).length;
  const canColour = pair !== undefined && coloured > 0.5 * sound.length;
  const wants = flags.useColor || forceColorTerm !== undefined;
  if (wants && !canColour && sound.length > 0)
    notes.push(`${catalogue} has no colours there: no colour term is fitted.`);
  return {
    ...{ spatialOrder, starsPerCoefficient, backgroundOrder: bgOrder, nonlinearity: flags.nonlin },
    colourOrder: flags.useColor && canColour && forceColorTerm === undefined ? colorOrder : 0,
  };
}

function chanceWarning(matched: readonly MatchedStar[], fit: FittedZeroPoint, used: readonly boolean[]): string[] {
  const pairs = matched.filter((_, i) => used[i]);
  const { p, correlation } = permutationCheck(
    pairs.map(({ object }) => object.instrumentalMag + zeroPointAt(fit.model, object).value),
    pairs.map(({ star }) => star.mag),
    { shuffles: pairs.length > 500 ? 1000 : 10_000 },
  );
  return p <= surprising
    ? []
    : [
        `Magnitudes of frame and catalogue go together no better than by chance (correlation ${correlation.toFixed(2)}, p = ${p.toFixed(2)}): the match may be wrong.`,
      ];
}

const colourWarning = (term: number | undefined, { band, pair }: Reference): string[] =>
  term === undefined || Math.abs(term) <= suspectColourTerm || !pair
    ? []
    : [
        `The colour term is ${term.toFixed(2)} (${pair.join(' - ')}): the frame was likely not taken in ${band}, or with an odd filter.`,
      ];

/** The same stars against every filter of the catalogue, the likeliest first. */
function diagnosis(sound: readonly MatchedStar[], { stars }: Reference, settings: Settings): string[] {
  const bands = new Set(stars.flatMap(({ star }) => Object.keys(star.mags) as Filter[]));
  const candidates = Object.fromEntries(
    [...bands].map((band) => [
      band,
      sound.flatMap((one) => {
        const [star] = inBand([one.star.star], band).stars;
        return star ? [calibrationStar({ ...one, star }, { ...settings, forceColorTerm: undefined })] : [];
      }),
    ]),
  );
  return diagnoseFilter(candidates).map(
    ({ filter, colourTerm, colourTermError, rms, starsUsed }) =>
      `In ${filter} the colour term is ${colourTerm.toFixed(3)} ± ${colourTermError.toFixed(3)}, rms ${rms.toFixed(3)} mag, ${starsUsed} stars.`,
  );
}
