import type { Arcseconds, Degrees } from '@nightjar/astro';
import type { Card } from '../fits/card.js';
import { FitsError } from '../fits/error.js';
import type { PixelPosition } from '../image.js';
import { deproject, project, type Projection } from './projection.js';
import { distort, sipCards, undistort, type Sip } from './sip.js';
import type { SkyPosition } from './tangent.js';
import { applyTpv, tpvCards, undoTpv, type Tpv } from './tpv.js';

/** CD matrix in degrees per pixel, row by row: [CD1_1, CD1_2, CD2_1, CD2_2]. */
export type CdMatrix = readonly [number, number, number, number];

/** What the plane is, apart from its centre. */
export interface Plane {
  /** TAN unless another is named. */
  readonly projection?: Projection;
  /** LONPOLE: 180 puts north along the second axis of the plane. */
  readonly lonPoleDeg?: Degrees;
}

/**
 * A celestial world coordinate system: pixel offsets, SIP, CD matrix, TPV, rotation by LONPOLE, a zenithal projection
 * (Calabretta & Greisen 2002), each where it is there. Pixels are FITS pixels (first centre = 1), the sky is ICRS.
 */
export class Wcs {
  private readonly inverse: CdMatrix;
  readonly projection: Projection;
  readonly lonPoleDeg: Degrees;

  /** @throws FitsError `bad_wcs` when the matrix cannot be inverted. */
  constructor(
    readonly reference: SkyPosition,
    readonly referencePx: PixelPosition,
    readonly cd: CdMatrix,
    readonly distortion?: Sip | Tpv,
    { projection = 'TAN', lonPoleDeg = 180 }: Plane = {},
  ) {
    const [a, b, c, d] = cd;
    const determinant = a * d - b * c;
    if (!(Math.abs(determinant) > 0) || !Number.isFinite(determinant)) {
      throw new FitsError('bad_wcs', 'the CD matrix of the WCS is singular: solve the field again');
    }
    this.inverse = [d / determinant, -b / determinant, -c / determinant, a / determinant];
    this.projection = projection;
    this.lonPoleDeg = lonPoleDeg;
  }

  get sip(): Sip | undefined {
    return this.distortion && 'a' in this.distortion ? this.distortion : undefined;
  }

  get tpv(): Tpv | undefined {
    return this.distortion && 'pv1' in this.distortion ? this.distortion : undefined;
  }

  /** Mean pixel scale of the CD matrix, that is at the reference pixel and before any distortion. */
  get pixelScaleArcsec(): Arcseconds {
    const [a, b, c, d] = this.cd;
    return 3600 * Math.sqrt(Math.abs(a * d - b * c));
  }

  /** Position angle of the +y axis, from north through east, at the reference pixel. */
  get rotationDeg(): Degrees {
    const [east, north] = this.turn(this.cd[1], this.cd[3], 1);
    return (Math.atan2(east, north) * 180) / Math.PI;
  }

  /** NaN for a pixel that shows no sky: outside the circle of SIN and ZEA, or of the SIP inverse. */
  pixelToSky({ xPx, yPx }: PixelPosition): SkyPosition {
    const [x, y] = this.planeOf({ xPx, yPx });
    const distorted = this.tpv ? applyTpv(this.tpv, x, y).value : ([x, y] as const);
    const [xiDeg, etaDeg] = this.turn(...distorted, 1);
    return deproject(this.projection, this.reference, { xiDeg, etaDeg });
  }

  /** Undefined for a direction that the projection does not hold (the far half of the sky), or the distortion. */
  skyToPixel(sky: SkyPosition): PixelPosition | undefined {
    const plane = project(this.projection, this.reference, sky);
    if (!plane) return undefined;
    const turned = this.turn(plane.xiDeg, plane.etaDeg, -1);
    const straight = this.tpv ? undoTpv(this.tpv, ...turned) : turned;
    if (!straight) return undefined;
    const [[x, y], [a, b, c, d]] = [straight, this.inverse];
    const offset = distort(this.sip, a * x + b * y, c * x + d * y);
    return offset && { xPx: this.referencePx.xPx + offset[0], yPx: this.referencePx.yPx + offset[1] };
  }

  /** Intermediate world coordinates in degrees: what the CD matrix makes of a pixel, before TPV and LONPOLE. */
  planeOf({ xPx, yPx }: PixelPosition): readonly [x: Degrees, y: Degrees] {
    const [u, v] = undistort(this.sip, xPx - this.referencePx.xPx, yPx - this.referencePx.yPx);
    const [a, b, c, d] = this.cd;
    return [a * u + b * v, c * u + d * v];
  }

  /** Turns the plane by what LONPOLE is off 180, or back. */
  private turn(x: number, y: number, sense: 1 | -1): [number, number] {
    if (this.lonPoleDeg === 180) return [x, y];
    const angle = (sense * (180 - this.lonPoleDeg) * Math.PI) / 180;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    return [x * cos - y * sin, x * sin + y * cos];
  }

  /** The cards that give this system back. */
  get cards(): Card[] {
    const { sip, tpv } = this;
    const kind = tpv ? 'TPV' : `${this.projection}${sip ? '-SIP' : ''}`;
    return [
      { keyword: 'CTYPE1', value: `RA---${kind}` },
      { keyword: 'CTYPE2', value: `DEC--${kind}` },
      { keyword: 'CUNIT1', value: 'deg' },
      { keyword: 'CUNIT2', value: 'deg' },
      { keyword: 'CRVAL1', value: this.reference.raDeg },
      { keyword: 'CRVAL2', value: this.reference.decDeg },
      { keyword: 'CRPIX1', value: this.referencePx.xPx },
      { keyword: 'CRPIX2', value: this.referencePx.yPx },
      ...['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].map((keyword, i) => ({ keyword, value: this.cd[i] ?? 0 })),
      // at the pole itself a header without it means another orientation
      ...(this.lonPoleDeg === 180 && this.reference.decDeg < 90
        ? []
        : [{ keyword: 'LONPOLE', value: this.lonPoleDeg }]),
      ...(sip ? sipCards(sip) : []),
      ...(tpv ? tpvCards(tpv) : []),
    ];
  }
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
