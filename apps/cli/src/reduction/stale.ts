import { logFile } from './step-log.js';

/** STDWeb's rule: a step makes what it and the steps after it had made worthless. A stack is another image. */
const followers: Readonly<Record<string, readonly string[]>> = {
  stack: ['inspect', 'photometry', 'transients', 'subtraction'],
  inspect: ['photometry', 'transients', 'subtraction'],
  photometry: ['transients', 'subtraction'],
};

/** Where the frame looks stays true whatever is found out about it anew. */
export const solutionFile = 'photometry_wcs.fits';

/** Whether a file among the outputs of an image is to go before a pipeline runs on it. */
export function isStale(file: string, pipeline: string): boolean {
  const steps = [pipeline, ...(followers[pipeline] ?? [])];
  const gone = steps.some((name) => file.startsWith(`${name}_`) || file === logFile(name));
  return gone && (file !== solutionFile || pipeline === 'stack');
}
