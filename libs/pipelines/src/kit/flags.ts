/** A box to tick: a yes or no that changes what a pipeline does. */
export interface FlagDefinition {
  readonly default: boolean;
  /** What a person reads beside the box. */
  readonly title: string;
  /** When to tick it and what it costs, in a sentence or two. */
  readonly says?: string;
}

export type FlagDefinitions = Readonly<Record<string, FlagDefinition>>;

/** The value of every flag of a definition. */
export type Flags<F extends FlagDefinitions = FlagDefinitions> = { readonly [name in keyof F]: boolean };

export type FlagVerdict =
  { readonly ok: true; readonly flags: Flags } | { readonly ok: false; readonly because: string };

/** How the keys of a posted form begin that stand for ticked boxes. */
const formPrefix = 'pipeline_flag_';
const lawfulName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * The flags a process runs with.
 *
 * - `json` (our API, command line, chains): what is not given has its default; a name that is none of the pipeline's,
 *   or a value that is no boolean, is refused.
 * - `form` (pages made for tom_education): a browser posts ticked boxes only, so the posted set is the truth. A box
 *   that is not there is false whatever its default; keys that are no flag are other fields of the form.
 */
export function flagsFrom(
  definitions: FlagDefinitions,
  given: Readonly<Record<string, unknown>>,
  mode: 'json' | 'form',
): FlagVerdict {
  const names = Object.keys(definitions);
  if (mode === 'form')
    return { ok: true, flags: byName(names, (name) => Object.hasOwn(given, `${formPrefix}${name}`)) };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(definitions, name)) return { ok: false, because: noSuchFlag(name, names) };
    if (typeof value !== 'boolean') return { ok: false, because: `Flag ${name} is true or false, nothing else.` };
  }
  return {
    ok: true,
    flags: byName(names, (name) => (Object.hasOwn(given, name) ? given[name] === true : !!definitions[name]?.default)),
  };
}

const byName = (names: readonly string[], value: (name: string) => boolean): Flags =>
  Object.fromEntries(names.map((name) => [name, value(name)]));

const noSuchFlag = (name: string, names: readonly string[]): string =>
  `There is no flag ${JSON.stringify(name.slice(0, 80))}; ${names.length > 0 ? `there is ${names.join(', ')}` : 'this pipeline has none'}.`;

/** What is wrong with the flags of a definition, as sentences; none when they are lawful. */
export function faultsOfFlags(flags: unknown): string[] {
  if (flags === undefined) return [];
  if (!isRecord(flags)) return ['flags is an object from name to { default, title, says }'];
  return Object.entries(flags).flatMap(([name, flag]) => {
    if (!lawfulName.test(name))
      return [`the flag ${JSON.stringify(name)} is named unlawfully: letters, digits, _ and -, a letter first`];
    if (!isRecord(flag)) return [`the flag ${name} is no object of default and title`];
    return [
      ...(typeof flag['default'] === 'boolean' ? [] : [`the flag ${name} lacks a default of true or false`]),
      ...(typeof flag['title'] === 'string' && flag['title'] !== '' ? [] : [`the flag ${name} lacks a title`]),
      ...(['string', 'undefined'].includes(typeof flag['says']) ? [] : [`what the flag ${name} says is no text`]),
    ];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
