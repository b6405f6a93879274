import { describe, expect, it } from '@jest/globals';
import type { Candidate } from './measure-candidate.js';
import { judgeCandidate, type CandidateFacts, type CandidateFilter, type CandidateLimits } from './judge-candidate.js';

const sound: Candidate = {
  xPx: 100,
  yPx: 100,
  sign: 'positive',
  snr: 12,
  fluxAdu: 900,
  fluxErrorAdu: 75,
  psfFluxAdu: 1000,
  psfFluxErrorAdu: 80,
  psfChi2: 1.1,
  fwhmPx: 3.1,
  elongation: 1.1,
  widthRatio: 1.05,
  maskedFraction: 0,
  maskBits: 0,
  uncoveredFraction: 0,
  edgePx: 90,
  oppositeFraction: 0.02,
  scienceFluxAdu: 1000,
  templateFluxAdu: 100,
};
const adjustment = {
  dxPx: 0.3,
  dyPx: -0.2,
  scale: 1,
  chi2Before: 400,
  chi2: 30,
  degreesOfFreedom: 46,
  probability: 0.9,
};
const elsewhere = { name: 'Gaia 1', separationArcsec: 0.4 };

describe('a candidate', () => {
  it('that passes everything is kept, with a reason from every filter', () => {
    const { kept, reasons } = judgeCandidate(sound);
    expect(kept).toBe(true);
    expect(new Set(reasons.map(({ filter }) => filter)).size).toBe(13);
    expect(reasons.every(({ because }) => because.length > 5)).toBe(true);
    expect(reasons.filter(({ verdict }) => verdict === 'not-asked').map(({ filter }) => filter)).toEqual([
      'flags',
      'prefilter',
      'catalogue',
      'known-object',
      'variable-star',
      'adjust',
    ]);
  });

  it.each<[CandidateFilter, Partial<Candidate>, CandidateFacts, CandidateLimits]>([
    ['flags', {}, { flags: 4 }, {}],
    ['mask', { maskedFraction: 0.3 }, {}, {}],
    ['coverage', { uncoveredFraction: 0.1 }, {}, {}],
    ['edge', { edgePx: 2 }, {}, {}],
    ['significance', { snr: -4.9 }, {}, {}],
    ['shape', { widthRatio: 0.4 }, {}, {}],
    ['shape', { widthRatio: 2 }, {}, {}],
    ['shape', { elongation: 3 }, {}, {}],
    ['shape', { psfChi2: NaN }, {}, {}],
    ['dipole', { oppositeFraction: 0.9 }, {}, {}],
    ['residual', { templateFluxAdu: 1e6 }, {}, {}],
    ['prefilter', {}, { outlier: true }, {}],
    ['catalogue', {}, { catalogueMatch: elsewhere }, { catalogueRadiusArcsec: 1 }],
    ['known-object', {}, { knownObject: elsewhere }, { rejectKnown: true }],
    ['adjust', {}, { adjustment: { ...adjustment, explained: true } }, {}],
  ])('fails the filter %s alone for what that one looks at', (filter, change, facts, limits) => {
    const { kept, reasons } = judgeCandidate({ ...sound, ...change }, facts, limits);
    expect(kept).toBe(false);
    expect(reasons.filter(({ verdict }) => verdict === 'failed').map((reason) => reason.filter)).toEqual([filter]);
  });

  it('beside a known object is marked and kept, unless known objects are not wanted', () => {
    const { kept, reasons } = judgeCandidate(sound, { knownObject: elsewhere, catalogueMatch: null });
    expect(kept).toBe(true);
    expect(reasons.find(({ filter }) => filter === 'known-object')?.because).toContain('Gaia 1');
  });

  it('beside a variable star or a catalogued one is marked in words, and kept where these are not to be rejected', () => {
    const facts = { variableStar: { name: 'RR Lyr', separationArcsec: 1.234 }, catalogueMatch: elsewhere };
    const { kept, reasons } = judgeCandidate(sound, facts, { catalogueRadiusArcsec: 1, rejectCatalogued: false });
    expect(kept).toBe(true);
    const because = (filter: CandidateFilter) => reasons.find((reason) => reason.filter === filter)?.because;
    expect(because('variable-star')).toBe('near known variable star RR Lyr, 1.2 arcsec');
    expect(because('catalogue')).toBe('near known catalogue star Gaia 1, 0.4 arcsec');
  });

  it('that no shift of the template explains is kept', () => {
    expect(judgeCandidate(sound, { adjustment: { ...adjustment, explained: false } }).kept).toBe(true);
  });
});
