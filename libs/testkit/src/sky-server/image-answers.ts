const BLOCK = 2880;

type Card = readonly [key: string, value: number | string | boolean];

const card = ([key, value]: Card): string => {
  const written =
    typeof value === 'string'
      ? `'${value.padEnd(8)}'`
      : typeof value === 'boolean'
        ? value
          ? 'T'
          : 'F'
        : String(value);
  return `${key.padEnd(8)}= ${typeof value === 'string' ? written : written.padStart(20)}`.padEnd(80);
};

const padded = (bytes: Buffer, filling: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK, filling)]);

/** One HDU of 32-bit floats or 32-bit integers. */
export function fitsHdu(
  side: number,
  pixel: (x: number, y: number) => number,
  {
    cards = [],
    isExtension = false,
    isInteger = false,
  }: { cards?: readonly Card[]; isExtension?: boolean; isInteger?: boolean } = {},
): Buffer {
  const head: Card[] = [
    isExtension ? ['XTENSION', 'IMAGE'] : ['SIMPLE', true],
    ...([
      ['BITPIX', isInteger ? 32 : -32],
      ['NAXIS', 2],
      ['NAXIS1', side],
      ['NAXIS2', side],
    ] as const),
    ...(isExtension
      ? ([
          ['PCOUNT', 0],
          ['GCOUNT', 1],
        ] as const)
      : []),
  ];
  const header = [...head, ...cards].map(card).join('') + 'END'.padEnd(80);
  const data = Buffer.alloc(side * side * 4);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const at = 4 * (y * side + x);
      if (isInteger) data.writeInt32BE(pixel(x, y), at);
      else data.writeFloatBE(pixel(x, y), at);
    }
  return Buffer.concat([padded(Buffer.from(header), 0x20), padded(data, 0)]);
}

/** What every served image shows: a slope, so that each pixel has a flux that a spec can foretell. */
export const TRUE_FLUX = (x: number, y: number): number => 10 + x + 0.5 * y;

const tangent = (ra: string, dec: string, scaleDeg: number, side: number): Card[] => [
  ['CTYPE1', 'RA---TAN'],
  ['CTYPE2', 'DEC--TAN'],
  ...([
    ['CRVAL1', Number(ra)],
    ['CRVAL2', Number(dec)],
    ['CRPIX1', (side + 1) / 2],
    ['CRPIX2', (side + 1) / 2],
  ] as const),
  ...([
    ['CDELT1', -scaleDeg],
    ['CDELT2', scaleDeg],
  ] as const),
];

export function hips2fits(query: URLSearchParams): Buffer {
  const side = Number(query.get('width'));
  const scale = Number(query.get('fov')) / side;
  return fitsHdu(side, TRUE_FLUX, { cards: tangent(query.get('ra') ?? '', query.get('dec') ?? '', scale, side) });
}

const [SOFTEN, OFFSET, EXPOSURE_S] = [100, 50, 40];

/** A Pan-STARRS cutout: asinh magnitudes of the flux in all of the exposure, PC00i00j, or its mask in integers. */
export function fitscut(query: URLSearchParams): Buffer {
  const side = Number(query.get('size'));
  const cards: Card[] = [
    ...tangent(query.get('ra') ?? '', query.get('dec') ?? '', 0.25 / 3600, side),
    ['PC001001', 1],
    ['PC002002', 1],
  ];
  if (/\.mask/.test(query.get('red') ?? ''))
    return fitsHdu(side, (x, y) => (x === 0 && y === 1 ? 4 : 0), { cards, isInteger: true });
  const asinh = (x: number, y: number): number =>
    Math.asinh((TRUE_FLUX(x, y) * EXPOSURE_S - OFFSET) / (2 * SOFTEN)) / (0.4 * Math.LN10);
  return fitsHdu(side, asinh, { cards: [...cards, ['BSOFTEN', SOFTEN], ['BOFFSET', OFFSET], ['EXPTIME', EXPOSURE_S]] });
}

/** Pixels whose mask bits the Legacy cutout sets: of this band, of another band, of all. */
export const LEGACY_BITS: Readonly<Record<string, number>> = {
  '0,0': 0x0008,
  '1,0': 0x0020,
  '2,0': 0x0001,
  '3,0': 0x1000,
};

export function legacyCutout(query: URLSearchParams): Buffer {
  const side = Number(query.get('size'));
  const cards = tangent(query.get('ra') ?? '', query.get('dec') ?? '', Number(query.get('pixscale')) / 3600, side);
  const image = fitsHdu(side, TRUE_FLUX, { cards });
  if (!query.has('maskbits')) return image;
  const bits = (x: number, y: number): number => LEGACY_BITS[`${x},${y}`] ?? 0;
  return Buffer.concat([
    image,
    fitsHdu(side, bits, { cards: [['EXTNAME', 'MASKBITS']], isExtension: true, isInteger: true }),
  ]);
}
