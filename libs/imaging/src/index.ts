export { rejectCosmicRays, type CosmicRays, type CosmicRaySettings } from './cosmic-rays/reject-cosmic-rays.js';
export type { FineStructure } from './cosmic-rays/fine-structure.js';
export { candidateAdjuster, type Adjustment } from './difference/adjust.js';
export { writeCandidateCutout, type CandidateCutout, type CutoutPlane } from './difference/candidate-cutout.js';
export {
  differenceFrames,
  kernelSamples,
  scaledDifference,
  type Difference,
  type DifferenceQuality,
  type DifferenceSettings,
} from './difference/difference.js';
export { tellingStars, type CommonStar } from './difference/choose-stamps.js';
export { differenceMask } from './difference/subtract.js';
export { DifferenceError, type DifferenceFault } from './difference/error.js';
export { findCandidates, matchedFrames, type CandidateSettings } from './difference/find-candidates.js';
export { measureForced, type ForcedFlux } from './difference/measure-forced.js';
export type { Candidate } from './difference/measure-candidate.js';
export {
  judgeCandidate,
  nearKnown,
  type CandidateFacts,
  type CandidateFilter,
  type CandidateLimits,
  type CandidateVerdict,
  type FilterVerdict,
} from './difference/judge-candidate.js';
export { gaussianBasis, pixelBasis, type KernelBasis } from './difference/kernel-basis.js';
export type { DifferenceFrame } from './difference/plane.js';
export { crop, type CropBox } from './edit/crop.js';
export { destripe } from './edit/destripe.js';
export { EditError, withHistory, type Edited } from './edit/provenance.js';
export { rectangleMask, type Rectangle } from './edit/rectangle-mask.js';
export { removeBackground } from './edit/remove-background.js';
export { subtractFringes } from './edit/subtract-fringes.js';
export type { Card, CardValue } from './fits/card.js';
export { checkSums, withSums, type HduSums, type SumState } from './fits/checksum.js';
export { FitsError, type FitsFault } from './fits/error.js';
export type { Storage } from './fits/encode-pixels.js';
export { gunzipFits, isGzipped } from './fits/gunzip.js';
export { Header, parseHeaderText } from './fits/header.js';
export { readLdac, writeLdac, type LdacCatalogue } from './fits/ldac.js';
export { firstImage, firstTable, hduSpans, readFits, type Fits, type Hdu, type HduSpan } from './fits/read.js';
export { openImages, type BandedImage, type FrameBand, type RandomAccess } from './fits/stream.js';
export type { ColumnFacts, Table } from './fits/table.js';
export type { ColumnToWrite } from './fits/table/pack.js';
export {
  filled,
  imageParts,
  writeFits,
  writeImage,
  writeTable,
  type HduToWrite,
  type ImageToWrite,
  type TableToWrite,
} from './fits/write.js';
export { edgeDistance, isOn } from './frame-edge.js';
export type { Image, PixelArray, PixelPosition } from './image.js';
export { parseTime } from './inspect/time.js';
export type { Band } from './inspect/filter.js';
export { inspectFrame, type FrameInspection } from './inspect/frame.js';
export { linearCounts, type LinearFrame } from './inspect/linear-counts.js';
export {
  measureAperture,
  type Aperture,
  type ApertureFlag,
  type ApertureFlux,
  type Detector,
} from './photometry/aperture.js';
export { calibrate, instrumental, type Brightness } from './photometry/calibrate.js';
export { centroid } from './photometry/centroid.js';
export { matchMutual, matchNearest, pairsWithin, type Match } from './photometry/match.js';
export { fitZeroPoint, type ZeroPoint, type ZeroPointFit, type ZeroPointStar } from './photometry/zero-point.js';
export { cropCentre } from './picture/crop.js';
export { cutout } from './picture/cutout.js';
export { decodeGif, type DecodedGif } from './picture/gif-decoder.js';
export { encodeGif, type GreyPicture } from './picture/gif.js';
export { renderPng, type PictureOptions } from './picture/png.js';
export {
  binned,
  blackAndWhite,
  fit,
  greyLevels,
  stretches,
  type BlackAndWhite,
  type Stretch,
} from './picture/stretch.js';
export { zscale } from './picture/zscale.js';
export { drawFigure } from './plot/draw.js';
export type { DrawnPanel, Drawing, Shape } from './plot/drawing.js';
export type { Axis, Figure, Ink, PlotMark, PlotPanel } from './plot/figure.js';
export { photometryFigures, type PhotometryTables } from './plot/photometry-figures.js';
export { subtractionFigures, type SubtractionTables } from './plot/subtraction-figures.js';
export { svgOf } from './plot/svg.js';
export { findStars, type FindSettings, type FoundStar } from './register/find-stars.js';
export { registerFrames, registerStars, RegistrationError, type Registration } from './register/register.js';
export { Similarity } from './register/similarity.js';
export { registeredMapping, skyMapping, type PixelMapping } from './stack/mapping.js';
export { reproject, type Reprojected, type ReprojectSettings } from './stack/reproject.js';
export {
  stackFrames,
  stackRows,
  StackError,
  type FrameToStack,
  type RowSource,
  type Stack,
  type StackSettings,
} from './stack/stack.js';
export { meshBackground, type MeshBackground, type MeshOptions } from './statistics/mesh.js';
export { normaliseBackground } from './statistics/normalise.js';
export { median, percentiles, sigmaClip, type ClippedStatistics } from './statistics/robust.js';
export { fadingMagnitude, type FadingLaw } from './synthetic/fading.js';
export { renderFrame, type FrameScene, type FrameTruth, type SkyStar, type TrueStar } from './synthetic/frame.js';
export { frameHeader, type FrameFacts } from './synthetic/header.js';
export { random, type Random } from './synthetic/random.js';
export type { Trail } from './synthetic/trail.js';
export {
  hotpantsRun,
  readHotpantsPlanes,
  type HotpantsFrame,
  type HotpantsPlanes,
  type HotpantsRun,
  type HotpantsSettings,
} from './tools/hotpants.js';
export { differenceOfPlanes, hotpantsPair, type HotpantsPair } from './tools/hotpants-difference.js';
export { onDifference } from './tools/sextractor-difference.js';
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
export { toSip, toTpv, type Converted } from './wcs/convert.js';
export { footprint, localScale, type Footprint, type FrameSize, type LocalScale } from './wcs/footprint.js';
export type { Projection } from './wcs/projection.js';
export { readWcs } from './wcs/read-wcs.js';
export type { SkyPair } from './wcs/refine-distortion.js';
export { refineWcs, type RefinedWcs } from './wcs/refine-wcs.js';
export { repairWcsHeader } from './wcs/repair-header.js';
export { separationDeg, type SkyPosition } from './wcs/tangent.js';
export type { Sip } from './wcs/sip.js';
export { Wcs } from './wcs/wcs.js';

// photometry of a whole frame
export { clusters, isolated, mergeBlends, type BlendedStar } from './matching/blends.js';
export { KdTree } from './matching/kd-tree.js';
export { SkyTree } from './matching/sky-tree.js';
export { centreOfMass, type CentreOfMassOptions } from './photometry/centre-of-mass.js';
export {
  binnedMedian,
  frameFwhm,
  fwhmMap,
  halfFluxRadius,
  radialShape,
  type RadialShape,
  type ShapeOptions,
  type StarWidth,
} from './photometry/fwhm.js';
export {
  measureObjects,
  type ApertureOptions,
  type MeasuredFrame,
  type ObjectFlux,
  type Place,
} from './photometry/measure-objects.js';
export { objectFlag } from './photometry/object-flags.js';
export { extractOptimally, type OptimalFlux, type OptimalOptions } from './photometry/optimal.js';
export {
  empiricalProfile,
  fewestProfileStars,
  type EmpiricalOptions,
  type EmpiricalProfile,
} from './photometry/empirical-profile.js';
export { gaussianProfile, moffatProfile, type Profile } from './photometry/profile.js';

// calibration
export {
  colourPair,
  diagnoseFilter,
  instrumentBand,
  suspectColourTerm,
  toCatalogueBand,
  type FilterDiagnosis,
} from './zero-point/colour.js';
export {
  fitZeroPointModel,
  type CalibrationStar,
  type FittedZeroPoint,
  type ZeroPointModelFit,
  type ZeroPointModelOptions,
} from './zero-point/fit.js';
export {
  catalogueOffset,
  colourTerms,
  zeroPointAt,
  type ZeroPointModel,
  type ZeroPointPlace,
  type ZeroPointTerms,
} from './zero-point/model.js';
export { permutationCheck } from './zero-point/permutation.js';
export {
  apertureLimit,
  fitSnModel,
  limitAt,
  snAt,
  snrOfMagError,
  type SnModel,
  type SnStar,
} from './limits/detection-limit.js';
export {
  ensembleLightCurve,
  type ComparisonStar,
  type DifferentialPoint,
  type EnsembleLightCurve,
  type EnsembleOptions,
  type EnsemblePoint,
  type EnsembleStar,
} from './light-curve/ensemble.js';

// numbers
export { huberFit, standardErrors, type RobustFit } from './statistics/huber.js';
export { leastSquares, type Design, type LinearFit } from './statistics/least-squares.js';

// tables, regions and footprints for other programs
export { textOf, type Column, type TableMeta } from './table/column.js';
export { csv } from './table/csv.js';
export { ecsv } from './table/ecsv.js';
export { numbersOf, readTable, textsOf, type TextTable } from './table/read-table.js';
export { votable } from './table/votable.js';

// the prefilter of detections
export { colourMosaic, type MosaicVerdict } from './prefilter/colour-mosaic.js';
export { prefilter, type Detection, type PrefilterOptions, type PrefilterVerdict } from './prefilter/prefilter.js';
export { readRegions, writeRegions, type Region, type RegionFile, type RegionFrame } from './regions/ds9.js';
export {
  footprintOrder,
  mocContains,
  mocOfCone,
  mocOfPolygon,
  mocOfUniq,
  mocSkyFraction,
  mocToAscii,
  mocToJson,
  mocToUniq,
  type Moc,
} from './regions/moc.js';
export { mocFile } from './regions/moc-file.js';

// sanity of a header
export { checkGain, type GainFacts, type GainVerdict } from './sanity/gain.js';
