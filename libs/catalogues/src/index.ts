export { AnswerFault, type AnswerFaultCode } from './answer/answer-fault.js';
export { CsvReader, TsvReader } from './answer/delimited.js';
export { readTsv, readVotable, type AnswerTable } from './answer/read-table.js';
export { columnAt, READ_LIMITS, type AnswerColumn, type Row, type RowReader } from './answer/row-reader.js';
export { VotableReader } from './answer/votable.js';
export { covers, filtersOf, type Catalogue, type CatalogueBand } from './catalogue.js';
export { chooseCatalogue, standIns, type CatalogueChoice } from './choose-catalogue.js';
export { coneKey, roundedCone, within } from './cone.js';
export { convert, withConversions, type Conversion } from './conversion.js';
export { AB_MINUS_VEGA, colourPairOf, FILTERS, isFilter, type Filter, type MagnitudeSystem } from './filter.js';
export { catalogueNamed, CATALOGUES, TYCHO2 } from './known/registry.js';
export { readVariables, variablesRequest, VSX, type VariableStar } from './known/variables.js';
export { bandOption, planColumns, type ColumnMap, type ColumnPlan } from './loading.js';
export {
  readSesame,
  readSimbad,
  readSkybot,
  readTns,
  sesameRequest,
  simbadRequest,
  skybotRequest,
  tnsRequest,
  type ResolvedName,
  type SolarSystemBody,
} from './request/named-object.js';
export { catalogueRequest, type Protocol, type SkyRequest } from './request/vizier.js';
export { noSky } from './sky.js';
export type {
  NotAsked,
  Sky,
  SkySource,
  StarsFound,
  StarsWanted,
  Template,
  TemplateFound,
  TemplateWanted,
  VariablesFound,
} from './sky.js';
export type { CatalogueMagnitude, CatalogueStar, Cone } from './star.js';
export { starsOf } from './stars-of.js';
export { HIPS_ID } from './template/free-hips.js';
export { legacyMask } from './template/legacy-mask.js';
export {
  chooseSurvey,
  hips2fitsRequest,
  legacyRequest,
  nearestFilter,
  placesOf,
  ps1CutoutRequest,
  ps1FilesRequest,
  readPs1Files,
  servedBy,
  skymapperRequest,
  surveyNamed,
  SURVEYS,
  type Field,
  type Survey,
} from './template/survey.js';
