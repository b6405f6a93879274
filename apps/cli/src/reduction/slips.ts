import { stdwebDifferences, stdwebKeys } from '@nightjar/pipelines';
import { nearest } from '../config/nearest.js';
import type { Configuration, Taker } from './configuration.js';

/** What is the matter with settings as they were typed. */
export interface Slips {
  /** A sentence on each that names a pipeline, or a setting of one, that is not there. */
  readonly wrong: readonly string[];
  /** A sentence on each that no step of the run reads, though one of another run would. */
  readonly idle: readonly string[];
}

/** @param pipelines those that are to run */
export function slipsOf(given: Configuration, takers: readonly Taker[], pipelines: readonly string[]): Slips {
  const keys = Object.keys(given).filter((key) => key !== 'target');
  return {
    wrong: keys.flatMap((key) => wrongOf(key, takers) ?? []),
    idle: keys.flatMap((key) => {
      const readers = readersOf(key, takers);
      if (readers.length === 0 || readers.some((name) => pipelines.includes(name))) return [];
      return `${key} has no effect on this run: it is for ${readers.join(' and ')}`;
    }),
  };
}

/** What was probably meant by a key that nothing reads, as the end of a sentence; empty where nothing is near. */
export function meantBy(key: string, takers: readonly Taker[]): string {
  // it was meant, and something else is the matter with it
  if (Object.hasOwn(stdwebKeys, key) || Object.hasOwn(stdwebDifferences.leftOut, key)) return '';
  const takersOfName = takers.filter((taker) => settingsOf(taker).includes(key)).map(({ name }) => `${name}.${key}`);
  return asked(takersOfName.length > 0 ? takersOfName.join(' or ') : nearest(key, Object.keys(stdwebKeys)));
}

const asked = (meant: string | undefined): string => (meant === undefined ? '' : `; is ${meant} meant?`);

function wrongOf(key: string, takers: readonly Taker[]): string | undefined {
  const [, pipeline = '', name = ''] = /^([\w-]+)\.(.*)$/s.exec(key) ?? [];
  if (pipeline === '') return undefined;
  const taker = takers.find((one) => one.name === pipeline);
  if (!taker) {
    const near = nearest(
      pipeline,
      takers.map((one) => one.name),
    );
    return `-c ${key}: there is no pipeline ${pipeline}${asked(near && `${near}.${name}`)}`;
  }
  const known = settingsOf(taker);
  if (known.includes(name)) return undefined;
  const near = nearest(name, known);
  const ofStdweb = Object.hasOwn(stdwebKeys, name) ? name : undefined;
  return `-c ${key}: ${pipeline} has no flag or parameter ${name}${asked(ofStdweb ?? (near && `${pipeline}.${near}`))}`;
}

/** Names of a pipeline's flags and parameters. */
function settingsOf({ flags, params: { properties } }: Taker): string[] {
  const params = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return [...flags.map(({ name }) => name), ...params];
}

const readersOf = (key: string, takers: readonly Taker[]): readonly string[] =>
  Object.hasOwn(stdwebKeys, key)
    ? (stdwebKeys[key] ?? [])
    : takers.map(({ name }) => name).filter((name) => key.startsWith(`${name}.`));
