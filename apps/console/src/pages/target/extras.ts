import type { Target } from '@nightjar/contracts';

export type Extras = Target['extras'];
export const KINDS = { text: 'text', number: 'number', truth: 'yes or no' } as const;
export type Kind = keyof typeof KINDS;

/** One extra as it stands in the form. */
export interface Draft {
  readonly key: string;
  readonly kind: Kind;
  readonly text: string;
}

const kindOf = (value: Extras[string]): Kind =>
  typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'truth' : 'text';

export const written = (value: Extras[string]): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);

export const draftsOf = (extras: Extras): readonly Draft[] =>
  Object.entries(extras).map(([key, value]) => ({ key, kind: kindOf(value), text: written(value) }));

type Read = { readonly ok: true; readonly value: Extras[string] } | { readonly ok: false; readonly because: string };

const read = ({ key, kind, text }: Draft): Read => {
  if (kind === 'text') return { ok: true, value: text };
  if (kind === 'truth') return { ok: true, value: text === 'yes' };
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, because: `${key || 'An extra'} is no number.` };
};

/** A row that was added and not filled in is none. */
const isUntouched = ({ kind, text }: Draft): boolean => kind === 'truth' || text.trim() === '';

export interface Change {
  readonly set: Extras;
  readonly remove: readonly string[];
}

/**
 * What makes the extras what the form says. What was not touched is left to whoever changes it meanwhile.
 * @returns a sentence where the form says something that cannot be
 */
export const changeOf = (before: Extras, drafts: readonly Draft[]): Change | string => {
  const wanted = new Map<string, Extras[string]>();
  for (const draft of drafts) {
    const key = draft.key.trim();
    if (key === '' && isUntouched(draft)) continue;
    if (key === '') return 'An extra wants a name.';
    if (wanted.has(key)) return `There are two named ${key}.`;
    const value = read({ ...draft, key });
    if (!value.ok) return value.because;
    wanted.set(key, value.value);
  }
  const set = Object.fromEntries([...wanted].filter(([key, value]) => before[key] !== value));
  return { set, remove: Object.keys(before).filter((key) => !wanted.has(key)) };
};

export const isEmpty = ({ set, remove }: Change): boolean => Object.keys(set).length + remove.length === 0;
