import type { DataProduct, Process } from '@nightjar/contracts';
import { at, idOf, processOf, sky } from './facts.ts';
import { greyPng } from './picture.ts';

const [WIDTH, HEIGHT] = [1500, 1100];
const SCALE_DEG = 3.6 / 3600;
/** The frame that has been reduced in every way. */
export const REDUCED = idOf('prd', 2);

const random = (seed: number) => {
  let state = seed * 2654435761;
  return () => (state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32;
};

interface Star {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
}

const STARS: readonly Star[] = (() => {
  const next = random(11);
  return Array.from({ length: 260 }, () => ({
    x: next() * WIDTH,
    y: next() * HEIGHT,
    flux: 90 + 26_000 * next() ** 9,
  }));
})();
/** What has come since the template was taken; the first is the target. */
export const RISEN: readonly Star[] = [
  { x: WIDTH / 2 + 0.5, y: HEIGHT / 2 + 0.5, flux: 6000 },
  { x: 310, y: 820, flux: 900 },
  { x: 1190, y: 260, flux: 700 },
];

type Kind = 'science' | 'template' | 'difference' | 'mask';

const render = (kind: Kind): Float32Array => {
  const data = new Float32Array(WIDTH * HEIGHT);
  if (kind === 'mask') {
    for (let y = 600; y < 640; y++) data.fill(1, y * WIDTH + 900, y * WIDTH + 1010);
    for (let y = 0; y < HEIGHT; y++) data[y * WIDTH + 402] = 1;
    return data;
  }
  const noise = random(kind === 'science' ? 3 : kind === 'template' ? 4 : 5);
  const level = kind === 'difference' ? 0 : 412;
  for (let i = 0; i < data.length; i++) data[i] = level + 14 * (noise() + noise() + noise() + noise() - 2);
  const stars = kind === 'science' ? [...STARS, ...RISEN] : kind === 'template' ? STARS : RISEN;
  for (const { x, y, flux } of stars)
    for (let j = Math.max(0, Math.floor(y - 14)); j < Math.min(HEIGHT, y + 14); j++)
      for (let i = Math.max(0, Math.floor(x - 14)); i < Math.min(WIDTH, x + 14); i++)
        data[j * WIDTH + i]! += (flux * 0.6) / (1 + ((i - x + 1) ** 2 + (j - y + 1) ** 2) / 5) ** 3;
  return data;
};

const rendered = new Map<Kind, Float32Array>();
const pixelsOf = (kind: Kind): Float32Array => {
  const known = rendered.get(kind) ?? render(kind);
  rendered.set(kind, known);
  return known;
};

const CARDS: readonly (readonly [string, string | number | boolean, string])[] = [
  ['SIMPLE', true, 'conforms to FITS'],
  ['BITPIX', -32, ''],
  ['NAXIS', 2, ''],
  ['NAXIS1', WIDTH, '[pix]'],
  ['NAXIS2', HEIGHT, '[pix]'],
  ['DATE-OBS', '2008-03-19T06:14:20', 'start of the exposure, UTC'],
  ['EXPTIME', 30, '[s] exposure time'],
  ['FILTER', 'V', ''],
  ['GAIN', 1.4, '[electron/adu]'],
  ['CTYPE1', 'RA---TAN', ''],
  ['CTYPE2', 'DEC--TAN', ''],
  ['CRVAL1', sky.burst.raDeg, '[deg]'],
  ['CRVAL2', sky.burst.decDeg, '[deg]'],
  ['CRPIX1', WIDTH / 2 + 0.5, '[pix]'],
  ['CRPIX2', HEIGHT / 2 + 0.5, '[pix]'],
  ['CD1_1', -SCALE_DEG * Math.cos(0.2), '[deg/pix]'],
  ['CD1_2', SCALE_DEG * Math.sin(0.2), '[deg/pix]'],
  ['CD2_1', SCALE_DEG * Math.sin(0.2), '[deg/pix]'],
  ['CD2_2', SCALE_DEG * Math.cos(0.2), '[deg/pix]'],
];

const ends = { '.fits': 'application/fits', '.ecsv': 'text/csv', '.reg': 'text/plain' } as const;
const about = (n: number, name: string, type: DataProduct['type'], tag: string): DataProduct => ({
  ...{ id: idOf('prd', n), name, type, size: 4 * WIDTH * HEIGHT, sha256: 'c5'.repeat(32), target: null },
  mediaType: ends[name.slice(name.lastIndexOf('.')) as keyof typeof ends],
  ...{
    observation: null,
    process: idOf('prc', 5),
    of: REDUCED,
    meta: {},
    tags: [tag],
    createdAt: at(100),
    traceId: null,
  },
});

/** What was made of that frame, newest first. */
export const COMPANIONS: readonly DataProduct[] = [
  about(501, 'sub_diff.fits', 'frame', 'difference'),
  about(502, 'sub_template.fits', 'other', 'template'),
  about(503, 'sub_mask.fits', 'other', 'mask'),
  { ...about(504, 'objects.ecsv', 'catalogue', ''), size: 9000 },
  { ...about(505, 'catalogue.ecsv', 'catalogue', ''), size: 9000 },
  { ...about(506, 'regions.reg', 'other', ''), size: 9000, meta: { annulusInnerPx: 20, annulusOuterPx: 28 } },
  { ...about(507, 'sub_candidates.reg', 'other', 'regions'), size: 9000, process: idOf('prc', 600) },
];

const KINDS: Readonly<Record<string, Kind>> = {
  [idOf('prd', 501)]: 'difference',
  [idOf('prd', 502)]: 'template',
  [idOf('prd', 503)]: 'mask',
};

const ecsv = (columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [
    '# %ECSV 1.0',
    '# ---',
    '# delimiter: ","',
    '# meta:',
    ...Object.entries({ catalogue: 'APASS DR9', band: 'V', colour: 'B-V', pixelScale: '1.2 arcsec' }).map(
      ([key, fact]) => `#   ${key}: "${fact}"`,
    ),
    `#   frame: "${WIDTH} x ${HEIGHT} px"`,
    '#   fwhm: "4.1 px"',
    columns.join(),
    ...rows.map((row) => row.join()),
    '',
  ].join('\n');

const bright = STARS.filter(({ flux }) => flux > 400);
const magOf = (flux: number): number => 21.3 - 2.5 * Math.log10(flux);
const noise = random(21);
const scatter = (): number => 0.05 * (noise() + noise() - 1);

const TEXTS: Readonly<Record<string, string>> = {
  [idOf('prd', 504)]: ecsv(
    ['x', 'y', 'fwhm', 'fwhm_image', 'peak_share', 'mag_calib', 'mag_calib_err', 'snr', 'flags'],
    STARS.filter(({ flux }) => flux > 150).map(({ x, y, flux }, i) => [
      x,
      y,
      3.9 + 0.0006 * x + 4 * scatter(),
      4.2 + 0.0006 * x + 6 * scatter(),
      0.06 + 0.1 * scatter(),
      magOf(flux),
      0.02,
      flux / 40,
      i % 17 ? 0 : 4,
    ]),
  ),
  [idOf('prd', 505)]: ecsv(
    ['x', 'y', 'dx', 'dy', 'Vmag', 'B-V', 'mag', 'mag_calib', 'mag_err', 'residual', 'state'],
    bright.map(({ x, y, flux }, i) => {
      const residual = scatter() + (i % 11 ? 0 : 0.3);
      return [
        x,
        y,
        4 * scatter(),
        4 * scatter(),
        magOf(flux),
        0.2 + 1.1 * noise(),
        magOf(flux) + residual - 21.3 - 0.0001 * x,
        magOf(flux) + residual,
        0.008 + 2 / flux,
        residual,
        i % 11 ? 'used' : 'rejected',
      ];
    }),
  ),
  [idOf('prd', 506)]: [
    '# Region file format: DS9 version 4.1',
    ...bright.map(
      ({ x, y }, i) =>
        `image;circle(${x.toFixed(1)},${y.toFixed(1)},8) # color=${i % 11 ? 'green' : 'red text={rejected}'}`,
    ),
    '',
  ].join('\n'),
};

/** Files of tables and regions. */
export const textFile = (id: string): string | undefined => TEXTS[id];

const levelsOf = (kind: Kind) => {
  const sorted = Float32Array.from(
    { length: 20_000 },
    (_, i) => pixelsOf(kind)[(i * 7919) % (WIDTH * HEIGHT)] ?? 0,
  ).sort();
  const quantiles = Array.from({ length: 1001 }, (_, i) => sorted[Math.round((i / 1000) * (sorted.length - 1))] ?? 0);
  return { quantiles, zscale: [quantiles[20], quantiles[985]] };
};

/** All of an image but its pixels, as the gateway tells it. */
export const imageOf = (id: string) => {
  const image = { hdu: 0, name: null, widthPx: WIDTH, heightPx: HEIGHT, planes: 1 };
  const cards = CARDS.map(([key, value, comment]) => ({ key, value, comment }));
  return { ...image, ...levelsOf(KINDS[id] ?? 'science'), cards, images: [image] };
};

/** A piece of an image as the gateway gives it. */
export const pieceOf = (id: string, query: URLSearchParams): Buffer => {
  const number = (name: string, usual: number): number => Number(query.get(name) ?? usual);
  const [x, y, reduce] = [number('x', 1), number('y', 1), number('reduce', 1)];
  const [width, height] = [
    Math.min(number('width', WIDTH), WIDTH - x + 1),
    Math.min(number('height', HEIGHT), HEIGHT - y + 1),
  ];
  const [columns, rows] = [Math.ceil(width / reduce), Math.ceil(height / reduce)];
  const data = pixelsOf(KINDS[id] ?? 'science');
  const [sums, counts] = [new Float32Array(columns * rows), new Uint32Array(columns * rows)];
  for (let j = 0; j < height; j++)
    for (let i = 0; i < width; i++) {
      const into = Math.floor(j / reduce) * columns + Math.floor(i / reduce);
      sums[into]! += data[(y - 1 + j) * WIDTH + x - 1 + i] ?? 0;
      counts[into]!++;
    }
  return Buffer.from(sums.map((sum, i) => sum / (counts[i] ?? 1)).buffer);
};

const passed = (filter: string, because: string) => ({ filter, verdict: 'passed', because });
const failed = (filter: string, because: string) => ({ filter, verdict: 'failed', because });

const nameOf = ({ x, y }: Pick<Star, 'x' | 'y'>): string => `x${x.toFixed(1)}y${y.toFixed(1)}`;
const fileOf = (id: string, name: string, tag: string, type: DataProduct['type'] = 'other') => ({
  kind: 'data-product' as const,
  ...{ id, name, tag, type },
});

/** A run that has left its tables. */
export const MEASURED: Process = processOf(601, 'photometry', {
  ...{ state: 'SUCCEEDED', status: 'zero point 21.300 ± 0.010', created: at(90), started: at(91), finished: at(99) },
  ...{ durationS: 8, inputs: [REDUCED] },
  outputs: COMPANIONS.slice(3, 6).map(({ id, name }) => fileOf(id, `photometry-20080319-0601_${name}`, '')),
});

/** A sheet of the triplets of {@link RISEN}. */
export const SHEET = idOf('prd', 700);
const [HALF, GAP] = [30, 2];
const PANEL = 2 * HALF + 1 + GAP;

/** Science, template and difference of each candidate beside one another, the candidates below one another. */
export const sheet = (): Buffer =>
  greyPng(3 * PANEL - GAP, RISEN.length * (2 * HALF + 1), (column, line) => {
    const star = RISEN[Math.floor(line / (2 * HALF + 1))]!;
    const kind = (['science', 'template', 'difference'] as const)[Math.floor(column / PANEL)]!;
    if (column % PANEL > 2 * HALF) return 255;
    const [x, y] = [Math.round(star.x) - HALF + (column % PANEL), Math.round(star.y) + HALF - (line % (2 * HALF + 1))];
    const value = pixelsOf(kind)[(y - 1) * WIDTH + x - 1] ?? 0;
    return Math.max(0, Math.min(255, 60 + 1.5 * (kind === 'difference' ? value : value - 412)));
  });

const KNOWN: readonly object[][] = [
  [],
  [
    { name: 'V0001 Boo', kind: 'variable star', type: 'RRAB', catalogue: 'vsx', separationArcsec: 1.2 },
    { name: 'ps1 158062181937', kind: 'catalogue star', type: null, catalogue: 'ps1', separationArcsec: 1.4 },
  ],
  [{ name: 'Ceres', kind: 'minor planet', type: 'MB>Inner', catalogue: 'skybot', separationArcsec: 3.7 }],
];

/** A run that has found candidates: two that are kept, one that is not. */
export const SUBTRACTION: Process = processOf(600, 'subtraction', {
  ...{ state: 'SUCCEEDED', status: '2 candidates kept of 3', created: at(90), started: at(91), finished: at(99) },
  ...{
    durationS: 8,
    inputs: [REDUCED],
    outputs: [
      ...COMPANIONS.slice(0, 3).map(({ id, name, tags, type }) => fileOf(id, name, tags[0] ?? '', type)),
      fileOf(idOf('prd', 699), 'subtraction-20080319-0600_candidates.json', 'candidate-list'),
      fileOf(SHEET, 'subtraction-20080319-0600_candidates_sheet_01.png', 'cutout'),
    ],
  },
  result: {
    candidates: RISEN.map(({ x, y, flux }, i) => ({
      ...{
        name: nameOf({ x, y }),
        xPx: x,
        yPx: y,
        snr: flux / 40,
        mag: magOf(flux),
        magError: 40 / flux,
        fluxAdu: flux,
        fluxErrorAdu: 40,
        known: KNOWN[i],
        picture: { file: 'candidates_sheet_01.png', row: i, rows: RISEN.length },
      },
      ...{ raDeg: sky.burst.raDeg + 0.001 * i, decDeg: sky.burst.decDeg - 0.001 * i, sign: 'positive', kept: i < 2 },
      reasons: [
        passed('significance', `S/N ${(flux / 40).toFixed(1)}, at least 5`),
        i < 2 ? passed('shape', 'as sharp as a star') : failed('edge', 'its light hangs over the edge of the frame'),
      ],
    })),
  },
});

/** Its list, as the file of a product. */
export const CANDIDATE_LIST = { id: idOf('prd', 699), list: { ...SUBTRACTION.result, found: 3, kept: 2 } };
