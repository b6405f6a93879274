import { describe, expect, it } from '@jest/globals';
import { frameResult } from './frame-result.js';
import type { StepResult } from './result.js';

const step = (pipeline: string, facts: Record<string, unknown>, changes: Partial<StepResult> = {}): StepResult => ({
  ...{
    pipeline,
    outcome: 'succeeded',
    says: 'done',
    facts,
    outputs: [`/n/${pipeline}.fits`],
    data: [],
    durationS: 1.5,
  },
  ...changes,
});
const of = (...steps: StepResult[]) => frameResult({ file: '/n/a.fits', config: '/n/.config', steps });

const keys = [
  ...[
    'file',
    'state',
    'steps',
    'filter',
    'gainEPerAdu',
    'saturationAdu',
    'time',
    'maskedFraction',
    'objects',
    'fwhmPx',
  ],
  ...['wcs', 'zeroPoint', 'limits', 'targets', 'differenceTargets', 'candidates', 'products', 'warnings'],
];

describe('the result of a file', () => {
  it('has the same keys whatever was found, and nulls where nothing was', () => {
    expect(Object.keys(of())).toEqual(keys);
    expect(of()).toMatchObject({ state: 'succeeded', wcs: null, fwhmPx: null, targets: [], candidates: [], steps: [] });
    expect(Object.keys(of(step('inspect', { filter: 'V', colour: 'red' })))).toEqual(keys);
  });

  it('tells of the frame what the last step said of it, and of all steps what they made and doubt', () => {
    const inspected = step('inspect', { filter: 'r', startedAt: '2017-12-20T01:33:43.317Z', warnings: ['no gain'] });
    const limits = { 3: 17, 5: 16.5, 10: null };
    const measured = step('photometry', { filter: 'V', fwhmPx: 2.7, limits, warnings: ['no gain', 'near the edge'] });
    expect(of(inspected, measured)).toMatchObject({
      steps: [
        { name: 'inspect', state: 'succeeded', seconds: 1.5 },
        { name: 'photometry', state: 'succeeded', seconds: 1.5 },
      ],
      ...{ filter: 'V', time: '2017-12-20T01:33:43.317Z', fwhmPx: 2.7, limits: { '10': null, '5': 16.5, '3': 17 } },
      products: ['/n/inspect.fits', '/n/photometry.fits'],
      warnings: ['no gain', 'near the edge'],
    });
  });

  it('keeps what it was not told as null, and leaves out what nobody asked for', () => {
    const targets = [{ name: 'M31', raDeg: 10, xPx: 'far', detected: true, peakAdu: 5 }];
    const [target] = of(step('photometry', { targets })).targets;
    expect(target).toEqual({
      ...{ name: 'M31', raDeg: 10, decDeg: null, xPx: null, yPx: null, mag: null, magError: null, limitMag: null },
      ...{ fluxAdu: null, fluxErrorAdu: null, detected: true },
    });
  });

  it('warns of a fact that is not what its name says, which a pipeline of the site may say', () => {
    const odd = {
      fwhmPx: '2.7',
      wcs: 'north is up',
      targets: [{ name: 'M31', xPx: 'far' }],
      warnings: 'none',
      limits: null,
    };
    const found = of(step('mine', odd), step('inspect', { colour: 'red', targets: [] }));
    expect(found).toMatchObject({ fwhmPx: null, wcs: null, state: 'succeeded' });
    expect(found.warnings).toEqual([
      'mine: fwhmPx is left out: expected number, received string',
      'mine: wcs is left out: expected object, received string',
      'mine: targets.0.xPx is left out: expected number, received string',
      'mine: warnings is left out: expected array, received string',
    ]);
  });

  it('gathers candidates of every step', () => {
    const known = { name: 'V1', kind: 'variable star', type: 'EA', catalogue: 'vsx', separationArcsec: 1.2 };
    const candidate = {
      name: 'J1+2',
      raDeg: 1,
      decDeg: 2,
      xPx: 3,
      yPx: 4,
      mag: 5,
      magError: 0.1,
      snr: 6,
      fluxAdu: 120,
      fluxErrorAdu: 20,
      known: [known],
      reasons: ['new'],
      kept: true,
    };
    const found = of(step('transients', { candidates: [candidate] }), step('subtraction', { candidates: [candidate] }));
    expect(found.candidates).toEqual([candidate, candidate]);
  });

  it('gives the reason of every filter for each candidate, in words', () => {
    const reasons = [
      { filter: 'shape', verdict: 'failed', because: 'too wide' },
      { filter: 'adjust', verdict: 'not-asked', because: 'it was not adjusted' },
    ];
    const [candidate] = of(step('subtraction', { candidates: [{ snr: 6, kept: false, reasons }] })).candidates;
    expect(candidate?.reasons).toEqual(['shape failed: too wide', 'adjust not-asked: it was not adjusted']);
  });

  it('tells what the difference says at each target: a magnitude, a limit, or why there is neither', () => {
    const place = { raDeg: 1, decDeg: 2, xPx: 3, yPx: 4, fluxAdu: 90, fluxErrorAdu: 10, snr: 9, maskedFraction: 0 };
    const differenceTargets = [
      { name: 'a', ...place, brightness: { kind: 'detection', mag: 17.2, magError: 0.11 } },
      { name: 'b', ...place, brightness: { kind: 'limit', limitMag: 19 } },
      { name: 'c', ...place, because: 'it is masked' },
    ];
    const found = of(step('subtraction', { differenceTargets }));
    expect(found.warnings).toEqual([]);
    expect(found.differenceTargets).toMatchObject([
      { name: 'a', snr: 9, mag: 17.2, magError: 0.11, limitMag: null, detected: true, because: null },
      { name: 'b', fluxAdu: 90, fluxErrorAdu: 10, mag: null, limitMag: 19, detected: false },
      { name: 'c', xPx: 3, mag: null, limitMag: null, detected: false, because: 'it is masked' },
    ]);
  });

  it('says why a step failed', () => {
    const failed = step('photometry', {}, { outcome: 'failed', says: 'The field does not solve.', outputs: [] });
    expect(of(step('inspect', {}), failed)).toMatchObject({
      ...{ state: 'failed', warnings: ['photometry: The field does not solve.'], products: ['/n/inspect.fits'] },
    });
  });
});
