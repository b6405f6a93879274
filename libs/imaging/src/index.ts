export type { Card, CardValue } from './fits/card.js';
export { checkSums, withSums, type HduSums, type SumState } from './fits/checksum.js';
export { FitsError, type FitsFault } from './fits/error.js';
export { Header } from './fits/header.js';
export { firstImage, firstTable, hduSpans, readFits, type Fits, type Hdu, type HduSpan } from './fits/read.js';
export type { Table } from './fits/table.js';
export { filled, writeImage, writeTable, type ColumnToWrite } from './fits/write.js';
export type { Image, PixelArray, PixelPosition } from './image.js';
export { parseTime } from './inspect/time.js';
export type { Band } from './inspect/filter.js';
export { inspectFrame, type FrameInspection } from './inspect/frame.js';
export {
  measureAperture,
  type Aperture,
  type ApertureFlag,
  type ApertureFlux,
  type Detector,
} from './photometry/aperture.js';
export { calibrate, instrumental, type Brightness } from './photometry/calibrate.js';
export { centroid } from './photometry/centroid.js';
export { matchNearest, type Match } from './photometry/match.js';
export { fitZeroPoint, type ZeroPoint, type ZeroPointFit, type ZeroPointStar } from './photometry/zero-point.js';
export { cropCentre } from './picture/crop.js';
export { cutout } from './picture/cutout.js';
export { decodeGif, type DecodedGif } from './picture/gif-decoder.js';
export { encodeGif, type GreyPicture } from './picture/gif.js';
export { renderPng, type PictureOptions } from './picture/png.js';
export { blackAndWhite, fit, greyLevels, stretches, type BlackAndWhite, type Stretch } from './picture/stretch.js';
export { meshBackground, type MeshBackground } from './statistics/mesh.js';
export { normaliseBackground } from './statistics/normalise.js';
export { median, percentiles, sigmaClip, type ClippedStatistics } from './statistics/robust.js';
export { fadingMagnitude, type FadingLaw } from './synthetic/fading.js';
export { renderFrame, type FrameScene, type FrameTruth, type SkyStar, type TrueStar } from './synthetic/frame.js';
export { frameHeader, type FrameFacts } from './synthetic/header.js';
export {
  readSextractorCatalogue,
  sextractorRun,
  type SextractorRun,
  type SextractorSettings,
  type SextractorSource,
} from './tools/sextractor.js';
export { readStarkd, starkdArguments, type TychoStar } from './tools/sky-catalogue.js';
export {
  readFieldSolution,
  solveFieldRun,
  type FieldSolution,
  type SolveRun,
  type SolveSettings,
} from './tools/solve-field.js';
export { separationDeg, type SkyPosition } from './wcs/tangent.js';
export { readWcs, Wcs } from './wcs/wcs.js';
