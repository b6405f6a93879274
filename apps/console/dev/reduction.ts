import type { Chain, PipelineInfo, Preset, Rule, StepInputs } from '@nightjar/contracts';
import { at, idOf, processOf } from './facts.ts';
import { Refused } from './selection.ts';

const built = {
  origin: 'built-in' as const,
  file: null,
  error: null,
  suffixes: ['.fits', '.fz'],
  types: ['frame'],
  atLeast: 1,
  target: 'needed' as const,
  flags: [],
  params: { type: 'object', properties: {} },
  tools: [],
};

const PIPELINES: readonly PipelineInfo[] = [
  {
    ...built,
    ...{ name: 'inspect', shortName: 'inspect', title: 'Inspection', queue: 'inspect', target: 'optional' },
    says: 'Reads time, filter, gain and saturation of a frame, masks its bad pixels and draws a preview.',
  },
  {
    ...built,
    ...{ name: 'photometry', shortName: 'photometry', title: 'Photometry', queue: 'photometry' },
    says: 'Finds where a frame looks, and measures the target against the Tycho-2 stars on the same frame.',
    params: {
      type: 'object',
      properties: {
        radiusFwhm: {
          ...{ type: 'number', minimum: 0.5, maximum: 5, default: 1.3 },
          ...{ description: 'Radius of the aperture.', unit: 'fwhm', stdweb: 'rel_aper' },
        },
        limitSigma: {
          ...{ type: 'number', minimum: 1, maximum: 10, default: 3 },
          ...{ description: 'Below so many errors a flux is an upper limit.', unit: 'sigma', stdweb: 'sn' },
        },
      },
    },
    flags: [
      {
        ...{ name: 'maskCosmics', title: 'Mask cosmic rays', default: false, stdweb: 'mask_cosmics' },
        says: 'Hits are told by their sharp edges. Of stars two pixels wide or less it may take the cores.',
      },
    ],
    tools: [{ program: 'solve-field', found: true }],
  },
  {
    ...built,
    ...{ name: 'mask', shortName: 'mask', title: 'Mask', queue: 'inspect', target: 'optional' },
    says: 'Masks rectangles of frames, or all but them: every later step passes those pixels over.',
    flags: [
      {
        ...{ name: 'inverted', title: 'Mask all but the rectangles', default: false },
        says: 'Only the pixels within the rectangles are kept.',
      },
    ],
    params: {
      type: 'object',
      properties: {
        rectangles: {
          ...{ type: 'array', default: [], unit: 'px' },
          description: 'Opposite corners in FITS pixels: the centre of the first pixel is 1, 1, ends included.',
          items: {
            type: 'object',
            properties: Object.fromEntries(
              ['x1', 'y1', 'x2', 'y2'].map((side) => [side, { type: 'number', unit: 'px' }]),
            ),
          },
        },
      },
    },
  },
  {
    ...built,
    ...{ name: 'timelapse', shortName: 'tl', title: 'Timelapse', queue: 'inspect', atLeast: 2 },
    says: 'Makes a film of a target’s frames, in the order in which they were taken.',
    flags: [
      { name: 'normalise', title: 'Normalise the background', default: true },
      { name: 'crop', title: 'Crop to the middle', default: false },
    ],
    params: {
      type: 'object',
      properties: {
        format: { type: 'string', enum: ['gif', 'mp4', 'webm'], default: 'gif' },
        fps: { type: 'number', exclusiveMinimum: 0, default: 10, description: 'Frames each second.' },
      },
    },
    tools: [{ program: 'ffmpeg', found: false }],
  },
  {
    ...built,
    ...{ name: 'asteroids', shortName: '', title: 'asteroids', says: '', queue: '', origin: 'site' },
    ...{ file: 'asteroids.ts', error: 'it has no default export: export default definePipeline({ … })' },
  },
];

const stepOf = (n: number, pipeline: string, state: Chain['steps'][number]['state'], status: string) => ({
  ...{
    pipeline,
    state,
    status,
    flags: {},
    params: {},
    process: idOf('prc', n),
    after: pipeline === 'inspect' ? [] : [0],
  },
});

const CHAINS: readonly Chain[] = [
  [
    9,
    'RUNNING',
    [stepOf(18, 'inspect', 'SUCCEEDED', '30 s in V'), stepOf(19, 'photometry', 'RUNNING', 'solving the field')],
  ] as const,
  [
    7,
    'FAILED',
    [stepOf(14, 'inspect', 'SUCCEEDED', '30 s in V'), stepOf(15, 'photometry', 'FAILED', 'the field was not solved')],
  ] as const,
].map(([n, state, steps]) => ({
  id: idOf('chn', n),
  identifier: `chain-20080319-${String(n).padStart(4, '0')}`,
  ...{ state, steps: [...steps] },
  because: state === 'FAILED' ? 'photometry: the field was not solved' : null,
  target: idOf('tgt', 1),
  inputs: [idOf('prd', n)],
  preset: null,
  startedBy: 'nightjar',
  cause: 'the rule measure every frame',
  createdAt: at(300 + n),
  finishedAt: state === 'FAILED' ? at(320) : null,
  traceId: '0af7651916cd43dd8448eb211c80319c',
}));

/** A chain that has just been ordered: its steps wait. */
const chainMade = (order: Readonly<Record<string, unknown>>, n: number): Noun => {
  const steps = (order['steps'] ?? []) as { pipeline: string; after: number[]; inputs?: StepInputs[] }[];
  return {
    ...CHAINS[0]!,
    ...{ id: idOf('chn', n), identifier: `chain-20080319-${String(n).padStart(4, '0')}`, state: 'WAITING' },
    ...{ startedBy: 'administrator', cause: 'a person' },
    steps: steps.map(({ pipeline, after, inputs }, i) => ({
      ...stepOf(2 + i, pipeline, 'WAITING', 'waiting for the queue'),
      ...{ after, inputs },
    })),
  };
};

const PRESET: Preset = {
  id: idOf('pre', 1),
  name: 'crowded fields',
  says: 'A smaller aperture.',
  group: null,
  pipelines: { photometry: { flags: {}, params: { radiusFwhm: 1 } } },
  files: [],
  revision: 1,
  changedAt: at(-9000),
  changedBy: 'administrator',
};

const RULE: Rule = {
  id: idOf('rul', 1),
  name: 'measure every frame',
  enabled: true,
  on: 'frame-stored',
  where: { target: 'some' },
  steps: [{ pipeline: 'inspect' }, { pipeline: 'photometry' }],
  preset: null,
  priority: 0,
  revision: 1,
  changedAt: null,
  changedBy: null,
};

type Noun = Readonly<Record<string, unknown>> & { readonly id: string };

/** Pipelines, chains, presets and rules of the played night. */
export class FakeReduction {
  private readonly nouns: Readonly<Record<string, Noun[]>> = {
    chains: CHAINS.map((chain) => ({ ...chain })),
    presets: [{ ...PRESET }],
    rules: [{ ...RULE }],
    verdicts: [],
  };

  /** Undefined for what is not its own. */
  answer(path: string, method: string, body: Readonly<Record<string, unknown>>): unknown {
    const [, , kind = '', id = '', does = ''] = path.split('/');
    if (kind === 'pipelines') return paged(PIPELINES);
    if (kind === 'processes' && method === 'POST') return processOf(3, 'photometry', {});
    const list = this.nouns[kind];
    if (!list) return undefined;
    if (kind === 'verdicts' && method === 'POST') return this.judge(list, body);
    const found = list.findIndex((noun) => noun.id === id);
    if (method === 'DELETE') return list.splice(found, 1)[0];
    if (does === 'cancel') return this.put(list, { ...list[found]!, state: 'CANCELLED', because: body['because'] });
    if (kind === 'chains' && method === 'POST' && !id) return this.put(list, chainMade(body, 20 + list.length));
    if (method === 'POST' && !id)
      return this.save(list, { ...body, id: String(body['id'] ?? idOf('new', list.length)) });
    return id ? list[found] : paged(list);
  }

  private judge(list: Noun[], { process, candidate, verdict }: Readonly<Record<string, unknown>>): Noun {
    const before = list.find((one) => one['process'] === process && one['candidate'] === candidate);
    const version = Number(before?.['version'] ?? 0) + 1;
    const given = { process, candidate, verdict, by: 'administrator', at: at(0), version, traceId: null };
    return this.put(list, { id: before?.id ?? idOf('vdt', list.length), ...given });
  }

  /** What says a revision is saved only where that is still the stored one. */
  private save(list: Noun[], noun: Noun): Noun {
    const before = list.find(({ id }) => id === noun.id);
    const revision = Number(before?.['revision'] ?? 0);
    if (before && noun['revision'] !== undefined && noun['revision'] !== revision)
      throw new Refused(409, 'conflict', `${String(before['name'])} is at revision ${revision}: nothing was saved.`);
    return this.put(list, { ...noun, revision: revision + 1, changedAt: at(0), changedBy: 'administrator' });
  }

  private put(list: Noun[], noun: Noun): Noun {
    const at = list.findIndex(({ id }) => id === noun.id);
    if (at < 0) list.push(noun);
    else list[at] = noun;
    return noun;
  }
}

const paged = (results: readonly unknown[]) => ({ results, next: null, count: { value: results.length, exact: true } });
