import { frameHeader, renderFrame, writeImage, type FrameFacts, type FrameScene } from '@nightjar/imaging';

/** A frame to be made; the first `marked` stars of the scene are those whose places are wanted back. */
export interface RenderJob {
  readonly scene: FrameScene;
  readonly facts: FrameFacts;
  readonly marked: number;
}

export interface Rendered {
  readonly fits: Uint8Array;
  /** For each marked star its pixel (FITS: the first pixel's centre is 1), null when it is not on the frame. */
  readonly places: readonly ({ readonly xPx: number; readonly yPx: number } | null)[];
}

/** Makes the frame; half a second of computing, so it belongs in a worker. */
export function render({ scene, facts, marked }: RenderJob): Rendered {
  const { image, truth } = renderFrame(scene);
  const places = scene.stars.slice(0, marked).map(({ raDeg, decDeg, mag }) => {
    const seen = truth.stars.find((star) => star.raDeg === raDeg && star.decDeg === decDeg && star.mag === mag);
    return seen ? { xPx: seen.xPx, yPx: seen.yPx } : null;
  });
  return { fits: writeImage(frameHeader(facts), image), places };
}
