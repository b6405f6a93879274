import { isBlank } from './field-value.js';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `mytemplate-2019-01-02-030405`: a request made of the template at this second, UTC. */
export const nameOfRequest = (template: string, now: Date): string => {
  const [day = '', time = ''] = now.toISOString().split('T');
  return `${template}-${day}-${time.slice(0, 8).replaceAll(':', '')}`;
};

/**
 * The fields of a template with some of them replaced. Filters are merged one by one, so that an exposure time can be
 * replaced alone; what is replaced by null is as if it had not been given.
 */
export function mergeFields(template: Fields, overrides: Fields): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...template };
  for (const [name, value] of Object.entries(overrides)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? mergeFields(before, value) : value;
  }
  return merged;
}

/** Dates as a person is shown them in a form, `YYYY-MM-DD`, UTC. */
export const shownFields = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) =>
      (name === 'start' || name === 'end') && !isBlank(value) ? [name, String(value).slice(0, 10)] : [name, value],
    ),
  );
