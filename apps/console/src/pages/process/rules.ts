import type { LogLine, Process } from '@nightjar/contracts';
import { reading, type Reading } from '../../shown/reading.js';

export interface StepShown {
  readonly name: string;
  readonly status: string;
  /** 0 to 1; null where it does not tell. */
  readonly progress: number | null;
  readonly durationS: number | null;
  /** Of the longest step, 0 to 1, for a bar. */
  readonly share: number;
}

/** Steps with the time each took; a running one counts on. */
export const stepsShown = (steps: Process['steps'], nowMs: number): StepShown[] => {
  const timed = steps.map((step) => ({
    name: step.name,
    status: step.status,
    progress: step.progress,
    durationS:
      step.durationS ?? (step.status === 'RUNNING' ? Math.max(0, (nowMs - Date.parse(step.startedAt)) / 1000) : null),
  }));
  const longest = Math.max(...timed.map(({ durationS }) => durationS ?? 0), 1e-9);
  return timed.map((step) => ({ ...step, share: (step.durationS ?? 0) / longest }));
};

/** How long a process took, or runs already; null before it has begun. */
export const elapsedS = (
  { started, finished, durationS }: Pick<Process, 'started' | 'finished' | 'durationS'>,
  nowMs: number,
): number | null => {
  if (durationS !== null) return durationS;
  return started === null
    ? null
    : Math.max(0, ((finished ? Date.parse(finished) : nowMs) - Date.parse(started)) / 1000);
};

/** Escape sequences of terminals, which tools write into their logs. */
const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

export const plainText = (text: string): string => text.replace(ANSI, '');

export const matchingLines = (lines: readonly LogLine[], text: string): readonly LogLine[] => {
  const wanted = text.trim().toLowerCase();
  return wanted ? lines.filter((line) => line.text.toLowerCase().includes(wanted)) : lines;
};

/** How near to its end, in pixels, a log must stand to follow new lines. */
const AT_END_PX = 24;

/** A reader who scrolled up is left where they are. */
export const followsEnd = (box: { scrollTop: number; scrollHeight: number; clientHeight: number }): boolean =>
  box.scrollHeight - box.scrollTop - box.clientHeight <= AT_END_PX;

/** What is read first; the record keeps no order of its own. */
const FIRST = ['mag', 'magError', 'limitMag', 'sigma', 'snr', 'filter', 'exposureS', 'startedAt', 'midAt', 'object']
  .concat(['calibratedOn', 'zeroPointMag', 'zeroPointErrorMag', 'zeroPointScatterMag', 'starsUsed', 'starsRejected'])
  .concat(['starsMatched', 'residualArcsec', 'fwhmPx', 'backgroundAdu', 'rmsAdu', 'peakAdu']);

const rank = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);

/** Whether a file holds pixels to be looked at: frames, and planes, masks and cutouts beside them. A solution and a coverage map hold none. */
export const hasPixels = ({ type, name }: { readonly type?: string | undefined; readonly name: string }): boolean =>
  type === 'frame' || (type === 'other' && /\.(fits?|fts)(\.(fz|gz))?$/i.test(name) && !/\.moc\.fits$/i.test(name));

/** Candidates have a page of their own. */
const ELSEWHERE = new Set(['candidates', 'otherCandidates']);

/** What a pipeline found, as rows; an empty list found nothing. */
export const resultRows = (result: Process['result']): Reading[] =>
  Object.entries(result)
    .filter(([key, value]) => !(Array.isArray(value) && (value.length === 0 || ELSEWHERE.has(key))))
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([key, value]) => reading(key, value));

/** The tables that plots are drawn from, by the ends of their names; the first of each kind. */
export const tablesOf = (
  outputs: Process['outputs'],
): {
  readonly objects?: string | undefined;
  readonly catalogue?: string | undefined;
  readonly limits?: string | undefined;
  readonly templateStars?: string | undefined;
} => {
  const endingIn = (end: string): string | undefined =>
    outputs.find(({ kind, name, removed }) => kind === 'data-product' && !removed && name.endsWith(`_${end}.ecsv`))?.id;
  const [objects, catalogue, limits] = ['objects', 'catalogue', 'limits'].map(endingIn);
  return { objects, catalogue, limits, templateStars: endingIn('sub_template_stars') };
};
