import { id, Refusal } from '@nightjar/contracts';
import { z } from 'zod';

const CONE = 'a cone is right ascension, declination and radius in degrees: cone=217.9,36.3,0.1';

/** `cone=ra,dec,radius`, all in degrees. */
export const cone = z
  .string()
  .meta({ description: CONE, example: '217.9,36.3,0.1' })
  .transform((text, context) => {
    const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const [raDeg, decDeg, radiusDeg] = numbers;
    if (
      numbers.length !== 3 ||
      raDeg === undefined ||
      decDeg === undefined ||
      radiusDeg === undefined ||
      !(raDeg >= 0 && raDeg < 360 && Math.abs(decDeg) <= 90 && radiusDeg >= 0 && radiusDeg <= 180)
    ) {
      context.addIssue({ code: 'custom', message: CONE });
      return z.NEVER;
    }
    return { raDeg, decDeg, radiusDeg };
  });

/** Identifiers of data products, apart by commas; none for an empty text. */
export const productList = z
  .string()
  .meta({
    description:
      'Identifiers apart by commas. Address and headers together may be 16 kB long, which some 350 identifiers fill; what is longer is refused with 431 and the code `too_large`: ask in parts.',
  })
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .pipe(z.array(id('prd')).max(1000));

/** The one row of a page that was asked for by its id. */
export function only<T>(page: { readonly results: readonly T[] }, what: string, of: string): T {
  const [row] = page.results;
  if (row === undefined) throw new Refusal('not_found', `there is no ${what} ${of}`);
  return row;
}

/** Drops keys without a value, so that an absent query parameter is absent. */
export const given = <T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

/** A list that is always whole, as the one page it is. */
export const whole = <T>(
  results: readonly T[],
): { results: T[]; next: null; count: { value: number; exact: true } } => ({
  results: [...results],
  next: null,
  count: { value: results.length, exact: true },
});
