import { Exit, Stop } from '../exit.js';

/** STDWeb's steps in the order in which they run: the option that asks for each, and the pipeline that does it. */
export const STEPS = [
  { option: 'stack', pipeline: 'stack', says: 'put the frames together' },
  { option: 'inspect', pipeline: 'inspect', says: 'read header and pixels' },
  { option: 'photometry', pipeline: 'photometry', says: 'find sources, solve the field, measure the target' },
  { option: 'simple-transients', pipeline: 'transients', says: 'look for what no catalogue knows' },
  { option: 'subtract', pipeline: 'subtraction', says: 'subtract a template' },
] as const;

type StepOption = (typeof STEPS)[number]['option'];

/**
 * The pipelines that were asked for, in the order of STDWeb.
 * @param known pipelines there are
 * @throws Stop (usage) when one is not there
 */
export function pipelinesOf(asked: Readonly<Record<StepOption, boolean>>, known: readonly string[]): string[] {
  const wanted = STEPS.filter(({ option }) => asked[option]);
  const absent = wanted.filter(({ pipeline }) => !known.includes(pipeline));
  if (absent.length > 0) {
    const options = absent.map(({ option }) => `--${option}`).join(', ');
    throw new Stop(Exit.usage, `${options} is not built in yet; there is ${known.join(', ')}`);
  }
  return wanted.map(({ pipeline }) => pipeline);
}
