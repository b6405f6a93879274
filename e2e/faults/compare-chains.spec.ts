import { describe, expect, it } from '@jest/globals';
import type { ChainHoldings, ProcessRow } from './chain-holdings.js';
import { compareChains, type ChainEntry } from './compare-chains.js';

const LEDGER: readonly ChainEntry[] = [
  { step: 'sent', input: 'prd_1', steps: 2 },
  { step: 'acked', input: 'prd_1', chain: 'chn_1' },
];

const process = (id: string, changes: Partial<ProcessRow> = {}): ProcessRow => ({
  ...{ id, pipeline: 'dwell-site', queue: 'site', state: 'SUCCEEDED', because: null, attempt: 1, finished: true },
  ...{ job: 'SUCCEEDED', outputs: [`prd_of_${id}`], group: `grp_of_${id}`, ...changes },
});
const product = (of: string, name = 'work.txt') => ({
  id: `prd_of_${of}`,
  name: `${of}_${name}`,
  process: of,
  sha256: 'f',
});

/** Two steps that succeeded, each with one file. */
const WELL: ChainHoldings = {
  chains: [{ id: 'chn_1', input: 'prd_1', state: 'SUCCEEDED', because: null, processes: ['prc_1', 'prc_2'] }],
  processes: [process('prc_1'), process('prc_2')],
  products: [product('prc_1'), product('prc_2')],
  groups: ['grp_of_prc_1', 'grp_of_prc_2'],
  told: ['prc_1', 'prc_2'],
  files: new Set(['f']),
  folders: [],
  orphans: [],
};
const [chain] = WELL.chains;
const counts = (changes: Partial<ChainHoldings>, ledger = LEDGER): number[] => {
  const { lost, doubled, untidy } = compareChains(ledger, { ...WELL, ...changes }, { 'dwell-site': 1 });
  return [lost.length > 0, doubled.length > 0, untidy.length > 0].map(Number);
};
const LOST = [1, 0, 0];
const DOUBLED = [0, 1, 0];
const UNTIDY = [0, 0, 1];
const unmade = { job: 'RUNNING', outputs: [], group: null, finished: false };
const one = { products: [product('prc_1')], told: ['prc_1'] };
const third = process('prc_3', { state: 'CANCELLED', job: 'CANCELLED', outputs: [], group: null });
const gone = { ...{ outputs: [], group: null }, state: 'CANCELLED', job: 'CANCELLED' };

describe('the audit of chains', () => {
  it('finds nothing where everything is there once', () => expect(counts({})).toEqual([0, 0, 0]));

  it.each<[string, Partial<ChainHoldings>]>([
    ['a chain', { chains: [] }],
    ['the end of a chain', { chains: [{ ...chain!, state: 'RUNNING' }] }],
    ['the reason of one that failed', { chains: [{ ...chain!, state: 'FAILED' }] }],
    ['a step', { chains: [{ ...chain!, processes: ['prc_1'] }] }],
    ['the end of a step', { processes: [process('prc_1'), process('prc_2', { ...unmade, state: 'RUNNING' })], ...one }],
    ['the registration of a product', { products: [product('prc_1')] }],
    ['the file of a product', { files: new Set() }],
    ['a group', { groups: ['grp_of_prc_1'] }],
    ['what tells of a success', { told: ['prc_2'] }],
  ])('sees the loss of %s', (_, changes) => expect(counts(changes)).toEqual(LOST));

  it.each<[string, Partial<ChainHoldings>]>([
    ['a chain', { chains: [...WELL.chains, { ...chain!, id: 'chn_2' }] }],
    [
      'a step',
      {
        chains: [{ ...chain!, processes: ['prc_1', 'prc_2', 'prc_3'], state: 'CANCELLED', because: 'clouds' }],
        processes: [...WELL.processes, third],
      },
    ],
    ['a product', { products: [...WELL.products, { ...product('prc_2'), id: 'prd_again' }] }],
    ['an output', { processes: [process('prc_1'), process('prc_2', { outputs: ['prd_of_prc_2', 'prd_of_prc_2'] })] }],
    ['what tells of a success', { told: ['prc_1', 'prc_2', 'prc_2'] }],
  ])('sees the double of %s', (_, changes) => expect(counts(changes)).toEqual(DOUBLED));

  it('sees products of a process that did not succeed', () => {
    const chains = [{ ...chain!, state: 'CANCELLED', because: 'clouds' }];
    expect(counts({ chains, processes: [process('prc_1'), process('prc_2', gone)] })).toEqual(DOUBLED);
  });

  it('sees a job that is not where its process is, folders, programs, and an order that was never answered', () => {
    expect(counts({ processes: [process('prc_1'), process('prc_2', { job: 'FAILED' })] })).toEqual(UNTIDY);
    expect(counts({ folders: ['12-34/x-1'] })).toEqual(UNTIDY);
    expect(counts({ orphans: ['12 sleep'] })).toEqual(UNTIDY);
    expect(counts({}, LEDGER.slice(0, 1))).toEqual(UNTIDY);
  });
});
