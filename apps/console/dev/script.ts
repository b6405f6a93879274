import type { LogLine, NightPlan } from '@nightjar/contracts';
import {
  at,
  blockOf,
  datumOf,
  frameOf,
  idOf,
  noticeOf,
  observationOf,
  previewOf,
  processOf,
  requestOf,
  sky,
  targetOf,
} from './facts.ts';

/** Something that becomes true `afterS` seconds after the trigger. */
export interface Happening {
  readonly afterS: number;
  readonly subject: string;
  readonly data: object;
}

const script: Happening[] = [];
const says = (afterS: number, subject: string, data: object): void => void script.push({ afterS, subject, data });

const planOf = (version: number, madeS: number, blocks: NightPlan['blocks']): NightPlan => ({
  version,
  createdAt: at(madeS),
  night: { startAt: '2008-03-19T02:40:00.000Z', endAt: '2008-03-19T13:10:00.000Z' },
  blocks,
  unscheduled: [
    { request: idOf('req', 4), reason: 'too_low', says: 'above 25° only until 05:21 UTC, before its turn came' },
  ],
});

const evening = (): void => {
  for (const spot of [sky.m67, sky.m3, sky.crab]) {
    says(-90_000, 'evt.catalog.target.added', targetOf(spot));
    says(-80_000, 'evt.schedule.request.changed', requestOf(spot, {}));
  }
  const testNotice = {
    role: 'test' as const,
    title: 'Test of the line',
    mission: 'Swift',
    trigger: '99999',
    receivedAt: at(-4000),
    eventTime: at(-4010),
  };
  says(
    -4000,
    'evt.alert.notice.received',
    noticeOf(8, {
      ...testNotice,
      outcome: { decision: 'ignore', because: 'a test never moves the telescope', request: null },
    }),
  );
  const wide = {
    mission: 'Fermi',
    title: 'Fermi GBM flight position',
    trigger: '227593970',
    errorDeg: 7.4,
    raDeg: 12.2,
    decDeg: -41.3,
    receivedAt: at(-9000),
    eventTime: at(-9034),
  };
  says(
    -9000,
    'evt.alert.notice.received',
    noticeOf(7, {
      ...wide,
      outcome: {
        decision: 'refuse',
        because: 'error radius 7.4° is larger than the 0.5° the field can cover',
        request: null,
      },
    }),
  );
  says(
    -11_000,
    'evt.sequence.observation.changed',
    observationOf(1, sky.crab, {
      state: 'FAILED',
      step: 'focusing',
      because: 'guide star lost',
      startedAt: at(-11_000),
      finishedAt: at(-10_200),
      frames: 1,
    }),
  );
  says(
    -10_000,
    'evt.sequence.observation.changed',
    observationOf(2, sky.m67, {
      state: 'COMPLETED',
      step: 'done',
      startedAt: at(-9900),
      finishedAt: at(-7000),
      frames: 10,
    }),
  );
  says(
    -10_000,
    'evt.schedule.request.changed',
    requestOf(sky.m67, { state: 'COMPLETED', because: 'all 10 frames are taken' }),
  );
  says(-5000, 'evt.schedule.plan.made', planOf(3, -5000, [blockOf(sky.m3, 1200, 4200, 1.08)]));
};

const alert = (): void => {
  const observe = {
    decision: 'observe' as const,
    because: 'observable now at airmass 1.32; strategy burst',
    request: idOf('req', 1),
  };
  says(16, 'evt.alert.notice.received', noticeOf(1, {}));
  says(16.2, 'evt.catalog.target.added', targetOf(sky.burst));
  says(16.3, 'evt.schedule.request.changed', requestOf(sky.burst, { state: 'PENDING', because: 'waits for a plan' }));
  says(16.4, 'evt.alert.notice.concluded', noticeOf(1, { outcome: observe }));
  says(
    16.6,
    'evt.schedule.plan.made',
    planOf(4, 16.6, [blockOf(sky.burst, 17, 380, 1.31), blockOf(sky.m3, 1200, 4200, 1.08)]),
  );
  says(17, 'evt.schedule.request.changed', requestOf(sky.burst, { state: 'RUNNING', because: 'being observed' }));
  says(
    17,
    'evt.sequence.observation.changed',
    observationOf(3, sky.burst, {
      startedAt: at(17),
      step: 'slewing, 41° to go',
      because: 'burst of priority 100 interrupts',
    }),
  );
};

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

const logOf = (process: string, startS: number, texts: readonly string[] = TEXTS): void => {
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

/** Seconds after a frame is stored at which its reduction takes a step. */
const reduce = (n: number, filter: string, frameId: string, storedS: number, middleS: number): void => {
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
  logOf(id, began, n === 7 ? UNSOLVED : n === 2 ? WORDY : TEXTS);
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

const follow = (): void => {
  const order = ['V', 'V', 'V', 'V', 'R', 'R', 'R', 'R', 'V', 'R'];
  order.forEach((filter, i) => {
    const startS = 32 + i * 36 + (i < 8 ? 0 : 90);
    const frame = frameOf(i + 1, filter, startS);
    const step = { startedAt: at(17), because: 'burst of priority 100 interrupts', frames: i };
    if (i < 8)
      says(
        startS,
        'evt.sequence.observation.changed',
        observationOf(3, sky.burst, { ...step, step: `exposure ${i + 1} of 8, 30 s in ${filter}` }),
      );
    says(startS + 33, 'evt.catalog.product.added', frame);
    reduce(i + 1, filter, frame.id, startS + 33, startS + 15);
  });
  says(
    325,
    'evt.sequence.observation.changed',
    observationOf(3, sky.burst, {
      state: 'COMPLETED',
      step: 'done',
      because: null,
      startedAt: at(17),
      finishedAt: at(325),
      frames: 8,
    }),
  );
  says(
    325,
    'evt.schedule.request.changed',
    requestOf(sky.burst, { state: 'COMPLETED', because: 'all 8 frames are taken', remaining: [] }),
  );
  says(326, 'evt.schedule.plan.made', planOf(5, 326, [blockOf(sky.m3, 1200, 4200, 1.08)]));
};

evening();
alert();
follow();

/** The whole played night in the order of time. */
export const NIGHT: readonly Happening[] = script.sort((a, b) => a.afterS - b.afterS);
