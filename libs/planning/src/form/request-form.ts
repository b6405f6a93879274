import { ErrorList, WHOLE_FORM, type FieldErrors } from './field-errors.js';
import { schedulableFilters, type Facility } from './facility.js';
import { dateOrInstant, isBlank, realNumber } from './field-value.js';
import { filterExposures, type FilterExposures } from './filter-exposures.js';

/** A request as a form asks for it, checked. Absent: the observatory's default. */
export interface RequestForm {
  readonly instrument: string;
  readonly filters: FilterExposures;
  readonly priority?: number;
  /** First and last moment of the window, ISO 8601 UTC. */
  readonly start?: string;
  readonly end?: string;
  readonly minAltitudeDeg?: number;
  readonly minMoonSeparationDeg?: number;
  readonly maxSunAltitudeDeg?: number;
}

export type FormVerdict =
  { readonly ok: true; readonly form: RequestForm } | { readonly ok: false; readonly errors: FieldErrors };

/** What the facility has against a form that is right in itself; empty: nothing. */
export type FacilityJudgement = (form: RequestForm) => readonly string[];

/** The fields of the form. */
export const FORM_FIELDS = [
  'instrument',
  'filters',
  'priority',
  'start',
  'end',
  'minAltitudeDeg',
  'minMoonSeparationDeg',
  'maxSunAltitudeDeg',
] as const;

/** Higher goes first; a notice's strategy may go before any request that is made by hand. */
const HIGHEST_PRIORITY = 99;

const NUMBERS = {
  priority: { least: 0, most: HIGHEST_PRIORITY },
  minAltitudeDeg: { least: 0, most: 90 },
  minMoonSeparationDeg: { least: 0, most: 180 },
  maxSunAltitudeDeg: { least: -90, most: 90 },
} as const;

/** Checks the fields of a request. The facility is asked only about a form that is right in itself. */
export function checkForm(
  fields: Readonly<Record<string, unknown>>,
  facility: Facility,
  judge: FacilityJudgement = () => [],
): FormVerdict {
  const errors = new ErrorList();
  for (const name of Object.keys(fields))
    if (!(FORM_FIELDS as readonly string[]).includes(name))
      errors.add(name, `There is no such field; there are ${FORM_FIELDS.join(', ')}.`);
  const codes = schedulableFilters(facility.cameras);
  const instrument = instrumentOf(errors, fields['instrument'], codes);
  const filters = filterExposures(errors, fields['filters'], codes[instrument] ?? Object.values(codes).flat());
  const numbers = Object.entries(NUMBERS).map(
    ([name, range]) => [name, realNumber(errors, name, fields[name], range)] as const,
  );
  const dates = ['start', 'end'].map((name) => [name, dateOrInstant(errors, name, fields[name])] as const);
  const given = Object.fromEntries([...numbers, ...dates].filter(([, value]) => value !== undefined));
  const form: RequestForm = { instrument, filters, ...given };
  if (form.start !== undefined && form.end !== undefined && form.end <= form.start)
    errors.add('end', 'The end must be after the start.');
  if (!errors.empty) return { ok: false, errors: errors.errors };
  for (const says of judge(form)) errors.add(WHOLE_FORM, says);
  return errors.empty ? { ok: true, form } : { ok: false, errors: errors.errors };
}

/** An instrument need not be named where there is one. */
function instrumentOf(errors: ErrorList, given: unknown, codes: Readonly<Record<string, string[]>>): string {
  const names = Object.keys(codes);
  if (isBlank(given)) {
    if (names.length !== 1) errors.add('instrument', 'This field is required.');
    return names[0] ?? '';
  }
  const name = String(given);
  if (!names.includes(name))
    errors.add(
      'instrument',
      `Select a valid choice. ${name} is not one of the available choices: ${names.join(', ')}.`,
    );
  return name;
}
