import type { Arcseconds, Degrees } from '@nightjar/astro';
import type { Card } from '../fits/card.js';
import { FitsError } from '../fits/error.js';
import type { Header } from '../fits/header.js';
import type { PixelPosition } from '../image.js';
import { distort, readSip, undistort, type Sip, type Terms } from './sip.js';
import { deprojectTangent, projectTangent, type SkyPosition } from './tangent.js';

/** CD matrix in degrees per pixel, row by row: [CD1_1, CD1_2, CD2_1, CD2_2]. */
export type CdMatrix = readonly [number, number, number, number];

/** A tangent-plane world coordinate system with optional SIP distortion; pixels are FITS pixels (first centre = 1). */
export class Wcs {
  private readonly inverse: CdMatrix;

  /** @throws FitsError `bad_wcs` when the matrix cannot be inverted. */
  constructor(
    readonly reference: SkyPosition,
    readonly referencePx: PixelPosition,
    readonly cd: CdMatrix,
    readonly sip?: Sip,
  ) {
    const [a, b, c, d] = cd;
    const determinant = a * d - b * c;
    if (!(Math.abs(determinant) > 0) || !Number.isFinite(determinant)) {
      throw new FitsError('bad_wcs', 'the CD matrix of the WCS is singular: solve the field again');
    }
    this.inverse = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  }

  /** Mean pixel scale at the reference pixel. */
  get pixelScaleArcsec(): Arcseconds {
    const [a, b, c, d] = this.cd;
    return 3600 * Math.sqrt(Math.abs(a * d - b * c));
  }

  /** Position angle of the +y axis, from north through east. */
  get rotationDeg(): Degrees {
    return (Math.atan2(this.cd[1], this.cd[3]) * 180) / Math.PI;
  }

  pixelToSky({ xPx, yPx }: PixelPosition): SkyPosition {
    const [u, v] = undistort(this.sip, xPx - this.referencePx.xPx, yPx - this.referencePx.yPx);
    const [a, b, c, d] = this.cd;
    return deprojectTangent(this.reference, { xiDeg: a * u + b * v, etaDeg: c * u + d * v });
  }

  /** Undefined for a direction that the projection does not hold (the far half of the sky). */
  skyToPixel(sky: SkyPosition): PixelPosition | undefined {
    const plane = projectTangent(this.reference, sky);
    if (!plane) return undefined;
    const [a, b, c, d] = this.inverse;
    const offset = distort(this.sip, a * plane.xiDeg + b * plane.etaDeg, c * plane.xiDeg + d * plane.etaDeg);
    return offset && { xPx: this.referencePx.xPx + offset[0], yPx: this.referencePx.yPx + offset[1] };
  }

  /** The cards that give this system back. */
  get cards(): Card[] {
    const suffix = this.sip ? '-SIP' : '';
    return [
      { keyword: 'CTYPE1', value: `RA---TAN${suffix}` },
      { keyword: 'CTYPE2', value: `DEC--TAN${suffix}` },
      { keyword: 'CUNIT1', value: 'deg' },
      { keyword: 'CUNIT2', value: 'deg' },
      { keyword: 'CRVAL1', value: this.reference.raDeg },
      { keyword: 'CRVAL2', value: this.reference.decDeg },
      { keyword: 'CRPIX1', value: this.referencePx.xPx },
      { keyword: 'CRPIX2', value: this.referencePx.yPx },
      ...['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].map((keyword, i) => ({ keyword, value: this.cd[i] ?? 0 })),
      ...(this.sip ? [...sipCards('A', this.sip.order, this.sip.a), ...sipCards('B', this.sip.order, this.sip.b)] : []),
    ];
  }
}

const sipCards = (name: string, order: number, terms: Terms): Card[] => [
  { keyword: `${name}_ORDER`, value: order },
  ...terms.map(({ p, q, c }) => ({ keyword: `${name}_${p}_${q}`, value: c })),
];

/**
 * The celestial WCS of a header: TAN and TAN-SIP from CD, from PC and CDELT, or from CDELT and CROTA2. Undefined when
 * the header has none. @throws FitsError `bad_wcs` for a projection that is not read, or a broken one.
 */
export function readWcs(header: Header): Wcs | undefined {
  const [type1, type2] = [header.text('CTYPE1'), header.text('CTYPE2')];
  if (type1 === undefined || type2 === undefined) return undefined;
  if (!/^RA---TAN(-SIP)?$/.test(type1) || !/^DEC-?-TAN(-SIP)?$/.test(type2)) {
    throw new FitsError(
      'bad_wcs',
      `the projection ${type1}, ${type2} is not read; RA---TAN and DEC--TAN are, with or without -SIP`,
    );
  }
  const needed = ['CRVAL1', 'CRVAL2', 'CRPIX1', 'CRPIX2'].map((keyword) => {
    const value = header.number(keyword);
    if (value === undefined) throw new FitsError('bad_wcs', `the WCS lacks ${keyword}: solve the field again`);
    return value;
  });
  const [raDeg, decDeg, xPx, yPx] = needed as [number, number, number, number];
  if (Math.abs(decDeg) > 90) throw new FitsError('bad_wcs', `CRVAL2 is ${decDeg}: no declination`);
  if ((header.number('LONPOLE') ?? 180) !== 180) throw new FitsError('bad_wcs', 'a LONPOLE other than 180 is not read');
  return new Wcs(
    { raDeg, decDeg },
    { xPx, yPx },
    readMatrix(header),
    type1.endsWith('-SIP') ? readSip(header) : undefined,
  );
}

function readMatrix(header: Header): CdMatrix {
  const number = (keyword: string, otherwise: number): number => header.number(keyword) ?? otherwise;
  if (['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].some((keyword) => header.has(keyword))) {
    return [number('CD1_1', 0), number('CD1_2', 0), number('CD2_1', 0), number('CD2_2', 0)];
  }
  const [scale1, scale2] = [number('CDELT1', 1), number('CDELT2', 1)];
  if (!header.has('PC1_1') && header.has('CROTA2')) {
    const turn = (number('CROTA2', 0) * Math.PI) / 180;
    return [scale1 * Math.cos(turn), -scale2 * Math.sin(turn), scale1 * Math.sin(turn), scale2 * Math.cos(turn)];
  }
  return [
    scale1 * number('PC1_1', 1),
    scale1 * number('PC1_2', 0),
    scale2 * number('PC2_1', 0),
    scale2 * number('PC2_2', 1),
  ];
}

/** A camera without distortion. `rotationDeg` is the position angle of its +y axis; at 0 north is up and east left. */
export function cameraWcs(camera: {
  readonly centre: SkyPosition;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelScaleArcsec: Arcseconds;
  readonly rotationDeg: Degrees;
}): Wcs {
  const scale = camera.pixelScaleArcsec / 3600;
  const turn = (camera.rotationDeg * Math.PI) / 180;
  const [sin, cos] = [scale * Math.sin(turn), scale * Math.cos(turn)];
  const middle = { xPx: (camera.widthPx + 1) / 2, yPx: (camera.heightPx + 1) / 2 };
  return new Wcs(camera.centre, middle, [-cos, sin, sin, cos]);
}
