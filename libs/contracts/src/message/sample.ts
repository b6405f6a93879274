import type { z } from 'zod';
import type { Command, Instrument } from '../noun/instrument.js';
import type { Notice } from '../noun/notice.js';
import type { Process } from '../noun/process.js';
import type { Block, Observation, ObservationRequest } from '../noun/request.js';
import type { DataProduct, PhotometryDatum, Target } from '../noun/target.js';

/** One consistent night from which every contract's example is taken, so that examples agree with one another. */
export const sampleId = (prefix: string): string => `${prefix}_0118c4a2-6d10-7000-8000-0000000000a1`;

const trace = '0af7651916cd43dd8448eb211c80319c';
const at = '2008-03-19T06:13:05.000Z';
const sha256 = 'a'.repeat(64);

export const sampleNotice: z.input<typeof Notice> = {
  id: sampleId('ntc'),
  ivoid: 'ivo://nightjar.demonstration/swift#BAT_GRB_Pos_306757',
  role: 'observation',
  version: '2.0',
  title: 'Swift BAT position of GRB 080319B',
  mission: 'Swift',
  trigger: '306757',
  relation: 'new',
  cites: [],
  receivedAt: at,
  eventTime: '2008-03-19T06:12:49.000Z',
  raDeg: 217.926,
  decDeg: 36.303,
  errorDeg: 0.05,
  sha256,
  size: 4321,
  outcome: { decision: 'observe', because: 'observable now at airmass 1.6', request: sampleId('req') },
  traceId: trace,
};

export const sampleTarget: z.input<typeof Target> = {
  id: sampleId('tgt'),
  name: 'Swift 306757',
  aliases: ['GRB 080319B'],
  extras: { redshift: 0.937, host: 'faint' },
  raDeg: 217.926,
  decDeg: 36.303,
  errorDeg: 0.05,
  epoch: '2008-03-19T06:12:49.000Z',
  createdAt: at,
  traceId: trace,
};

const constraints = { minAltitudeDeg: 25, minMoonSeparationDeg: 20, maxSunAltitudeDeg: -12 };
const configurations: ObservationRequest['configurations'] = [{ filter: 'V', exposureS: 30, count: 4 }];

export const sampleRequest: z.input<typeof ObservationRequest> = {
  id: sampleId('req'),
  target: sampleId('tgt'),
  targetName: 'Swift 306757',
  raDeg: 217.926,
  decDeg: 36.303,
  notice: sampleId('ntc'),
  strategy: 'burst',
  state: 'SCHEDULED',
  because: 'planned for 06:13:05',
  priority: 100,
  interrupts: true,
  windows: [{ startAt: at, endAt: '2008-03-19T12:12:49.000Z' }],
  constraints,
  camera: 'north',
  configurations,
  remaining: configurations,
  createdAt: at,
  traceId: trace,
};

export const sampleBlock: z.input<typeof Block> = {
  request: sampleId('req'),
  target: sampleId('tgt'),
  targetName: 'Swift 306757',
  raDeg: 217.926,
  decDeg: 36.303,
  startAt: at,
  endAt: '2008-03-19T06:16:05.000Z',
  airmass: 1.6,
  priority: 100,
  interrupts: true,
  camera: 'north',
  configurations,
  constraints,
  traceId: trace,
};

export const sampleObservation: z.input<typeof Observation> = {
  id: sampleId('obs'),
  request: sampleId('req'),
  target: sampleId('tgt'),
  targetName: 'Swift 306757',
  state: 'RUNNING',
  step: 'exposure 1 of 4, 30 s in V',
  because: null,
  startedAt: at,
  finishedAt: null,
  frames: 0,
  framesPlanned: 4,
  traceId: trace,
};

export const sampleCommand: z.input<typeof Command> = {
  id: sampleId('cmd'),
  instrument: 'mount',
  order: { action: 'slew', raDeg: 217.926, decDeg: 36.303 },
  state: 'RUNNING',
  because: null,
  observation: sampleId('obs'),
  actor: 'sequencer',
  sentAt: at,
  createdAt: at,
  finishedAt: null,
  frame: null,
  traceId: trace,
};

export const sampleInstrument: z.input<typeof Instrument> = {
  name: 'mount',
  kind: 'telescope',
  state: 'TRACKING',
  ageS: 0.4,
  values: { raDeg: 217.926, decDeg: 36.303 },
  interlocks: [{ name: 'altitude', ok: true, says: 'at 38.2°, limit 20°' }],
  lastCommand: null,
};

export const sampleProduct: z.input<typeof DataProduct> = {
  id: sampleId('prd'),
  name: 'swift-306757-061320-v.fits',
  type: 'frame',
  mediaType: 'application/fits',
  size: 2_102_400,
  sha256,
  target: sampleId('tgt'),
  observation: sampleId('obs'),
  process: null,
  of: null,
  meta: { filter: 'V', exposureS: 30 },
  createdAt: at,
  traceId: trace,
};

export const sampleDatum: z.input<typeof PhotometryDatum> = {
  id: sampleId('dat'),
  target: sampleId('tgt'),
  kind: 'photometry',
  time: '2008-03-19T06:13:35.000Z',
  mjd: 54544.259433,
  exposureS: 30,
  filter: 'V',
  mag: 11.32,
  magError: 0.02,
  limit: null,
  instrument: 'north',
  source: 'nightjar photometry',
  process: sampleId('prc'),
  product: sampleId('prd'),
  traceId: trace,
};

export const sampleProcess: z.input<typeof Process> = {
  id: sampleId('prc'),
  identifier: `photometry_${sampleId('tgt')}_20080319061340`,
  pipeline: 'photometry',
  queue: 'photometry',
  job: sampleId('job'),
  target: sampleId('tgt'),
  state: 'RUNNING',
  status: 'solving the field',
  failureMessage: null,
  attempt: 1,
  created: at,
  started: at,
  finished: null,
  durationS: null,
  steps: [{ name: 'detect', status: 'SUCCEEDED', startedAt: at, finishedAt: at, durationS: 0.4, progress: 1 }],
  flags: {},
  params: {},
  inputs: [sampleId('prd')],
  outputs: [],
  group: null,
  startedBy: 'ada',
  cause: 'a person',
  chain: null,
  result: {},
  provenance: {
    inputs: [{ id: sampleId('prd'), sha256: sampleProduct.sha256 }],
    versions: { node: '24.11.1', nightjar: '0.1.0', tools: { 'solve-field': '0.97+dfsg-1' } },
  },
  traceId: trace,
};
