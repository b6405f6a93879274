import type {
  Block,
  DataProduct,
  Notice,
  Observation,
  ObservationRequest,
  Process,
  PhotometryDatum,
  Target,
} from '@nightjar/contracts';

/** Identifiers of the played night: a prefix and a readable number in the form of the real ones. */
export const idOf = (prefix: string, n: number): string =>
  `${prefix}_0118c4a2-6d10-7000-8000-${String(n).padStart(12, '0')}`;

/** The trigger of the burst that is played (GRB 080319B, published by Swift). */
export const TRIGGER_MS = Date.parse('2008-03-19T06:12:49Z');
export const at = (afterS: number): string => new Date(TRIGGER_MS + afterS * 1000).toISOString();

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SHA = 'b4'.repeat(32);
const constraints = { minAltitudeDeg: 25, minMoonSeparationDeg: 20, maxSunAltitudeDeg: -12 };

export const sky = {
  burst: { n: 1, name: 'Swift 306757', aliases: ['GRB 080319B'], raDeg: 217.926, decDeg: 36.303 },
  m67: { n: 2, name: 'M 67', aliases: ['NGC 2682'], raDeg: 132.846, decDeg: 11.814 },
  m3: { n: 3, name: 'M 3', aliases: ['NGC 5272'], raDeg: 205.548, decDeg: 28.377 },
  crab: { n: 4, name: 'M 1', aliases: ['Crab nebula'], raDeg: 83.633, decDeg: 22.014 },
} as const;
export type Spot = (typeof sky)[keyof typeof sky];

export const targetOf = (spot: Spot): Target => ({
  id: idOf('tgt', spot.n),
  name: spot.name,
  aliases: [...spot.aliases],
  extras: {},
  raDeg: spot.raDeg,
  decDeg: spot.decDeg,
  errorDeg: spot.n === 1 ? 0.05 : null,
  epoch: spot.n === 1 ? at(0) : null,
  createdAt: spot.n === 1 ? at(16.2) : at(-90_000),
  traceId: TRACE,
});

export const noticeOf = (n: number, values: Partial<Notice>): Notice => ({
  id: idOf('ntc', n),
  ivoid: `ivo://nightjar.demonstration/swift#BAT_GRB_Pos_${306_757 + n}`,
  role: 'observation',
  version: '2.0',
  title: 'Swift BAT position of GRB 080319B',
  mission: 'Swift',
  trigger: '306757',
  relation: 'new',
  cites: [],
  receivedAt: at(16),
  eventTime: at(0),
  raDeg: sky.burst.raDeg,
  decDeg: sky.burst.decDeg,
  errorDeg: 0.05,
  sha256: SHA,
  size: 4321,
  outcome: { decision: 'pending', because: 'not judged yet', request: null },
  traceId: TRACE,
  ...values,
});

const SERIES = {
  1: [
    { filter: 'V', exposureS: 30, count: 4 },
    { filter: 'R', exposureS: 30, count: 4 },
  ],
  2: [{ filter: 'B', exposureS: 60, count: 10 }],
  3: [{ filter: 'V', exposureS: 120, count: 20 }],
  4: [{ filter: 'I', exposureS: 60, count: 5 }],
} as const;

const configurationsOf = (spot: Spot) => SERIES[spot.n].map((series) => ({ ...series }));

export const requestOf = (spot: Spot, values: Partial<ObservationRequest>): ObservationRequest => ({
  id: idOf('req', spot.n),
  target: idOf('tgt', spot.n),
  targetName: spot.name,
  raDeg: spot.raDeg,
  decDeg: spot.decDeg,
  notice: spot.n === 1 ? idOf('ntc', 1) : null,
  strategy: spot.n === 1 ? 'burst' : null,
  state: 'SCHEDULED',
  because: 'fits the night',
  priority: spot.n === 1 ? 100 : 10,
  interrupts: spot.n === 1,
  windows: [],
  constraints,
  camera: 'north',
  configurations: configurationsOf(spot),
  remaining: configurationsOf(spot),
  createdAt: at(spot.n === 1 ? 16.3 : -80_000),
  traceId: TRACE,
  ...values,
});

export const blockOf = (spot: Spot, fromS: number, toS: number, airmass: number): Block => ({
  request: idOf('req', spot.n),
  target: idOf('tgt', spot.n),
  targetName: spot.name,
  raDeg: spot.raDeg,
  decDeg: spot.decDeg,
  startAt: at(fromS),
  endAt: at(toS),
  airmass,
  priority: spot.n === 1 ? 100 : 10,
  interrupts: spot.n === 1,
  camera: 'north',
  configurations: configurationsOf(spot),
  constraints,
  traceId: TRACE,
});

export const observationOf = (n: number, spot: Spot, values: Partial<Observation>): Observation => ({
  id: idOf('obs', n),
  request: idOf('req', spot.n),
  target: idOf('tgt', spot.n),
  targetName: spot.name,
  state: 'RUNNING',
  step: 'beginning',
  because: null,
  startedAt: at(20),
  finishedAt: null,
  frames: 0,
  framesPlanned: configurationsOf(spot).reduce((sum, { count }) => sum + count, 0),
  traceId: TRACE,
  ...values,
});

export const frameOf = (n: number, filter: string, startS: number): DataProduct => ({
  id: idOf('prd', n),
  name: `swift-306757-${at(startS).slice(11, 19).replaceAll(':', '')}-${filter.toLowerCase()}.fits`,
  type: 'frame',
  mediaType: 'application/fits',
  size: 2_102_400,
  sha256: SHA,
  target: idOf('tgt', 1),
  observation: idOf('obs', 3),
  process: null,
  of: null,
  meta: { filter, exposureS: 30, startedAt: at(startS), instrument: 'north' },
  tags: [],
  createdAt: at(startS + 33),
  traceId: TRACE,
});

export const previewOf = (frame: DataProduct, n: number, madeS: number): DataProduct => ({
  ...frame,
  id: idOf('prd', 1000 + n),
  name: frame.name.replace('.fits', '.png'),
  type: 'preview',
  mediaType: 'image/png',
  size: 51_234,
  of: frame.id,
  process: idOf('prc', 2 * n),
  createdAt: at(madeS),
});

export const datumOf = (
  n: number,
  filter: string,
  middleS: number,
  values: Partial<PhotometryDatum>,
): PhotometryDatum => ({
  id: idOf('dat', n),
  target: idOf('tgt', 1),
  kind: 'photometry',
  time: at(middleS),
  mjd: (TRIGGER_MS + middleS * 1000) / 86_400_000 + 40_587,
  exposureS: 30,
  filter,
  mag: null,
  magError: null,
  limit: null,
  instrument: 'north',
  source: 'nightjar photometry',
  process: idOf('prc', 2 * n + 1),
  product: idOf('prd', n),
  traceId: TRACE,
  ...values,
});

export const processOf = (n: number, pipeline: string, values: Partial<Process>): Process => ({
  id: idOf('prc', n),
  identifier: `${pipeline}-20080319-${String(n).padStart(4, '0')}`,
  pipeline,
  queue: pipeline,
  job: null,
  target: idOf('tgt', 1),
  state: 'WAITING',
  status: 'waiting for the queue',
  failureMessage: null,
  attempt: 1,
  created: at(0),
  started: null,
  finished: null,
  durationS: null,
  steps: [],
  flags: {},
  params: pipeline === 'photometry' ? { radiusFwhm: n === 3 ? 2 : 1.3, limitSigma: 3 } : {},
  inputs: [],
  outputs: [],
  group: null,
  startedBy: 'nightjar',
  cause: 'the rule frames of a target',
  chain: null,
  provenance: { inputs: [], versions: null },
  result: {},
  traceId: TRACE,
  ...values,
});
