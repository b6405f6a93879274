import type { Configuration } from '@nightjar/contracts';
import { WHOLE_FORM, type ErrorList } from './field-errors.js';
import { isBlank, realNumber, wholeNumber } from './field-value.js';

/** How often and how long through one filter. */
export interface FilterExposure {
  readonly count: number;
  readonly exposureS: number;
}
export type FilterExposures = Readonly<Record<string, FilterExposure>>;

/** A request has at least this many exposures of a filter, and none is shorter, seconds. */
const FEWEST = 1;
const MOST = 1000;
const SHORTEST_S = 0.1;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The exposures of each used filter, in the order of `codes`. A filter of which nothing is given is not used. */
export function filterExposures(errors: ErrorList, given: unknown, codes: readonly string[]): FilterExposures {
  if (!isBlank(given) && !isObject(given)) {
    errors.add('filters', 'Enter an object: for each filter its count and exposureS.');
    return {};
  }
  const place = ([filter]: [string, unknown]): number => codes.indexOf(filter);
  const wanted = Object.entries(given ?? {})
    .filter(([, exposure]) => isUsed(exposure))
    .sort((one, other) => place(one) - place(other));
  const used = wanted.flatMap(([filter, exposure]) => {
    const checked = exposureOf(errors, filter, exposure, codes);
    return checked ? [[filter, checked] as const] : [];
  });
  if (wanted.length === 0) errors.add(WHOLE_FORM, 'No filters selected');
  return Object.fromEntries(used);
}

/** Something is given of the filter, be it wrong. */
const isUsed = (exposure: unknown): boolean =>
  isObject(exposure) ? Object.values(exposure).some((value) => !isBlank(value)) : !isBlank(exposure);

function exposureOf(
  errors: ErrorList,
  filter: string,
  wanted: unknown,
  codes: readonly string[],
): FilterExposure | undefined {
  const field = `filters.${filter}`;
  if (!codes.includes(filter)) {
    errors.add(field, `Select a valid choice. ${filter} is not one of the available choices: ${codes.join(', ')}.`);
    return undefined;
  }
  if (!isObject(wanted)) {
    errors.add(field, 'Enter an object: count and exposureS.');
    return undefined;
  }
  for (const name of Object.keys(wanted))
    if (name !== 'count' && name !== 'exposureS')
      errors.add(`${field}.${name}`, 'There is no such field; of a filter there are count and exposureS.');
  if (isBlank(wanted['count'])) errors.add(WHOLE_FORM, `Exposure count missing for filter '${filter}'`);
  if (isBlank(wanted['exposureS'])) errors.add(WHOLE_FORM, `Exposure time missing for filter '${filter}'`);
  const count = wholeNumber(errors, `${field}.count`, wanted['count'], { least: FEWEST, most: MOST });
  const exposureS = realNumber(errors, `${field}.exposureS`, wanted['exposureS'], { least: SHORTEST_S });
  return count === undefined || exposureS === undefined ? undefined : { count, exposureS };
}

/** One configuration for each used filter. */
export const configurationsOf = (filters: FilterExposures): Configuration[] =>
  Object.entries(filters).map(([filter, { count, exposureS }]) => ({ filter, exposureS, count }));
