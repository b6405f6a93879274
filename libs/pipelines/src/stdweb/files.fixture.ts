import { FILES, type StepFile } from './files.js';
import type { Step } from './keys.js';

const asPattern = (name: string): RegExp =>
  new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

/** Files that the reference says a step makes, and that are not among those of a run. */
export function notMade(step: Step, made: readonly { readonly file: string }[], flags: readonly string[]): string[] {
  return FILES[step]
    .filter(({ flag }: StepFile) => flag === undefined || flags.includes(flag))
    .flatMap(({ here = [] }) => here)
    .filter((name) => !made.some(({ file }) => asPattern(name).test(file)));
}

/** Files that are there though the flag that the reference says they take is off. */
export function madeUnasked(step: Step, made: readonly { readonly file: string }[]): string[] {
  const unasked = FILES[step].flatMap(({ flag, here = [] }) => (flag === undefined ? [] : here)).map(asPattern);
  return made.map(({ file }) => file).filter((file) => unasked.some((pattern) => pattern.test(file)));
}
