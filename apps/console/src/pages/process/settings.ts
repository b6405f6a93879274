import type { LogLine, PipelineInfo, Process } from '@nightjar/contracts';
import { fieldsOf } from '../pipelines/fields.js';
import { resultRows } from './rules.js';

/** A flag or parameter a process ran with. */
export interface SettingShown {
  readonly name: string;
  readonly text: string;
  /** What it would have been; null where that is not known, or it is that. */
  readonly usual: string | null;
}

const plain = (value: unknown): string => {
  if (value === undefined || value === null) return '—';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Flags and parameters of a process, those that differ from the pipeline's defaults first. */
export const settingsShown = (
  { flags, params }: Pick<Process, 'flags' | 'params'>,
  pipeline: Pick<PipelineInfo, 'flags' | 'params'> | undefined,
): SettingShown[] => {
  const usual = new Map<string, unknown>([
    ...(pipeline?.flags.map((flag) => [flag.name, flag.default] as const) ?? []),
    ...fieldsOf(pipeline?.params ?? {}).map((field) => [field.name, field.default] as const),
  ]);
  const shown = Object.entries({ ...flags, ...params }).map(([name, value]): SettingShown => {
    const differs = usual.has(name) && plain(usual.get(name)) !== plain(value);
    return { name, text: plain(value), usual: differs ? plain(usual.get(name)) : null };
  });
  return shown.sort((a, b) => Number(a.usual === null) - Number(b.usual === null));
};

/** A fact of two runs beside one another. */
export interface Compared {
  readonly label: string;
  readonly one: string;
  readonly other: string;
  readonly differs: boolean;
}

const side = (rows: readonly (readonly [string, string])[], label: string): string =>
  rows.find(([name]) => name === label)?.[1] ?? '—';

const compare = (
  one: readonly (readonly [string, string])[],
  other: readonly (readonly [string, string])[],
): Compared[] =>
  [...new Set([...one, ...other].map(([label]) => label))].map((label) => {
    const [a, b] = [side(one, label), side(other, label)];
    return { label, one: a, other: b, differs: a !== b };
  });

const settingsOf = ({ flags, params }: Process): [string, string][] =>
  Object.entries({ ...flags, ...params }).map(([name, value]) => [name, plain(value)]);

const resultsOf = (process: Process): [string, string][] => [
  ['state', process.state],
  ['took', process.durationS === null ? '—' : `${process.durationS.toFixed(1)} s`],
  ...resultRows(process.result).map(({ label, text }): [string, string] => [label, text]),
];

/** Parameters and results of two runs. */
export const comparison = (one: Process, other: Process): { settings: Compared[]; results: Compared[] } => ({
  settings: compare(settingsOf(one), settingsOf(other)),
  results: compare(resultsOf(one), resultsOf(other)),
});

/** The tool that ended a process badly. */
export interface FailedTool {
  /** How it ended, e.g. `solve-field ended with exit code 1, 5.20 s`. */
  readonly ended: string;
  readonly command: string | null;
  /** What it said last. */
  readonly lines: readonly string[];
}

/** Lines of a tool that failed, as many as tell why. */
const MOST_LINES = 12;

/** The last tool of a log that failed; null when none did. The log has a `$` line for each call, then what it said. */
export const failedTool = (log: readonly LogLine[]): FailedTool | null => {
  const end = log.findLastIndex(
    ({ level, text }) => level === 'error' && /^\S+ (ended with (exit code [1-9]|a signal)|was ended after)/.test(text),
  );
  const ended = log[end];
  if (!ended) return null;
  const begin = log.slice(0, end).findLastIndex(({ text }) => text.startsWith('$ '));
  const said = log.slice(begin + 1, end).map(({ text }) => text);
  return { ended: ended.text, command: log[begin]?.text.slice(2) ?? null, lines: said.slice(-MOST_LINES) };
};
