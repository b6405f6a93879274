import type { LogLine } from '@nightjar/contracts';
import { at, datumOf, frameOf, idOf, previewOf, processOf } from './facts.ts';
import type { Says } from './happening.ts';

const TEXTS = [
  'photometry of the frame; filter V',
  'source-extractor: 412 objects detected, 11 saturated',
  'solve-field: trying a scale of 3.6 to 4.0 "/px',
  'solve-field: log-odds ratio 214.6, 41 stars matched',
  'few stars in the south-east corner: is there a cloud?',
  'zero point 21.340 ± 0.012 mag from 38 stars, 3 rejected',
  'aperture 4.0 px at the target: 13 204 ADU',
];

/** What a run writes that tells of every star. */
const WORDY = [...TEXTS, ...Array.from({ length: 90 }, (_, i) => `star ${i + 1} matched`)];

/** What a run writes whose tool does not solve the field. */
const UNSOLVED = [
  'photometry of the frame; filter V',
  '$ source-extractor image.fits -c detect.sex',
  'source-extractor ended with exit code 0, 0.91 s',
  '$ solve-field objects.fits --scale-low 3.6 --scale-high 4.0',
  'log-odds ratio 4.1: no match',
  'Did not solve (or no WCS file was written).',
  'solve-field ended with exit code 1, 5.20 s',
];

/** Seconds from one line to the next. */
const LINE_S = 0.8;

const levelOf = (text: string, offset: number): LogLine['level'] => {
  if (text.includes('exit code 1')) return 'error';
  return offset === 4 || text.startsWith('Did not') ? 'warn' : 'info';
};

const logOf = (says: Says, process: string, startS: number, texts: readonly string[] = TEXTS): void => {
  const lines: LogLine[] = texts.map((text, offset) => ({
    offset,
    at: at(startS + offset * LINE_S),
    level: levelOf(text, offset),
    text,
  }));
  lines.forEach((line) => says(startS + line.offset * LINE_S, 'tlm.pipeline.log', { process, ...line }));
};

/** A step that went well. */
const ended = (name: string, fromS: number, durationS: number) => ({
  ...{ name, status: 'SUCCEEDED' as const, startedAt: at(fromS), finishedAt: at(fromS + durationS) },
  ...{ durationS, progress: 1 },
});

/** A frame that is reduced as soon as it is stored. */
interface StoredFrame {
  /** Its number in the night. */
  readonly n: number;
  readonly filter: string;
  readonly frame: string;
  /** Seconds after the trigger, as the middle of its exposure is. */
  readonly storedS: number;
  readonly middleS: number;
}

/** Inspection and photometry of a frame, step by step. */
export const reduce = (says: Says, { n, filter, frame: frameId, storedS, middleS }: StoredFrame): void => {
  const inspect = { created: at(storedS), started: at(storedS + 0.2), inputs: [frameId] };
  says(
    storedS + 0.2,
    'evt.pipeline.process.changed',
    processOf(2 * n, 'inspect', { ...inspect, state: 'RUNNING', status: 'reading the header' }),
  );
  const preview = previewOf(frameOf(n, filter, storedS - 33), n, storedS + 1.5);
  const steps = [ended('read', storedS + 0.2, 0.3), ended('preview', storedS + 0.5, 1)];
  says(
    storedS + 1.5,
    'evt.pipeline.process.changed',
    processOf(2 * n, 'inspect', {
      ...inspect,
      state: 'SUCCEEDED',
      status: 'done',
      steps,
      durationS: 1.3,
      finished: at(storedS + 1.5),
      outputs: [{ kind: 'data-product', id: preview.id, name: preview.name, tag: '' }],
      group: n === 1 ? { id: idOf('grp', 1), name: 'inspect-20080319-0002_outputs' } : null,
      result: { filter, saturatedPx: 12, backgroundAdu: 412.7 },
    }),
  );
  says(storedS + 1.5, 'evt.catalog.product.added', preview);
  const began = storedS + 1.7;
  const id = idOf('prc', 2 * n + 1);
  const photometry = { created: at(storedS + 1.6), started: at(began), inputs: [frameId] };
  const detect = ended('detect', began, 0.9);
  const solve = {
    ...ended('solve the field', began + 0.9, 0),
    ...{ status: 'RUNNING' as const, finishedAt: null, durationS: null, progress: 0.4 },
  };
  says(
    began + 0.9,
    'evt.pipeline.process.changed',
    processOf(2 * n + 1, 'photometry', {
      ...photometry,
      state: 'RUNNING',
      status: 'solving the field',
      steps: [detect, solve],
    }),
  );
  logOf(says, id, began, n === 7 ? UNSOLVED : n === 2 ? WORDY : TEXTS);
  if (n === 7) {
    const failed = {
      state: 'FAILED' as const,
      status: 'the field was not solved',
      failureMessage: 'solve-field ended with exit code 1: Did not solve (or no WCS file was written).',
      durationS: 6.1,
      finished: at(began + 6),
    };
    says(
      began + 6,
      'evt.pipeline.process.changed',
      processOf(2 * n + 1, 'photometry', {
        ...photometry,
        ...failed,
        steps: [detect, { ...solve, status: 'FAILED', finishedAt: at(began + 6.1), durationS: 5.2 }],
      }),
    );
    return;
  }
  const bright = filter === 'V' ? 11.2 : 10.8;
  const mag = bright + 2.5 * 1.25 * Math.log10(middleS / 60) + 0.03 * Math.sin(n * 7);
  const value = n === 10 ? { limit: 13.4 } : { mag, magError: 0.015 + 0.006 * n };
  const datum = datumOf(n, filter, middleS, value);
  const done = {
    state: 'SUCCEEDED' as const,
    status: 'done',
    durationS: 6,
    finished: at(began + 6),
    outputs: [
      { kind: 'reduced-datum' as const, id: datum.id, name: `${filter} at ${at(middleS).slice(11, 19)}`, tag: '' },
    ],
    result: { zeroPoint: 21.34, matchedStars: 38, fwhmPx: 2.84, airmass: 1.31 },
  };
  says(
    began + 6,
    'evt.pipeline.process.changed',
    processOf(2 * n + 1, 'photometry', {
      ...photometry,
      ...done,
      steps: [detect, ended('solve the field', began + 0.9, 3.4), ended('measure', began + 4.3, 1.7)],
    }),
  );
  says(began + 6, 'evt.catalog.datum.added', datum);
};
