import type { PhotometryDatum } from '@nightjar/contracts';
import type { Column } from '@nightjar/imaging';

const real = { type: 'real' } as const;
const words = { type: 'text' } as const;

/** Photometry as a table: the columns of TOM Toolkit's files first, so that those can be read back. */
export const columns: readonly Column<PhotometryDatum>[] = [
  {
    ...real,
    name: 'time',
    unit: 'd',
    ucd: 'time.epoch',
    says: 'Middle of the exposure, MJD (UTC)',
    value: (d) => d.mjd,
  },
  { ...words, name: 'date_obs', ucd: 'time.epoch', says: 'The same, ISO 8601', value: (d) => d.time },
  {
    ...words,
    name: 'filter',
    ucd: 'meta.id;instr.filter',
    says: 'Filter as the header has it',
    value: (d) => d.filter,
  },
  { ...real, name: 'magnitude', unit: 'mag', ucd: 'phot.mag', says: 'Brightness', value: (d) => d.mag },
  {
    ...real,
    name: 'error',
    unit: 'mag',
    ucd: 'stat.error;phot.mag',
    says: 'Its standard error',
    value: (d) => d.magError,
  },
  {
    ...{ ...real, name: 'limit', unit: 'mag', ucd: 'phot.mag;stat.max', value: (d: PhotometryDatum) => d.limit },
    says: 'Faintest that would have been seen, where nothing was',
  },
  {
    ...real,
    name: 'exposure',
    unit: 's',
    ucd: 'time.duration;obs.exposure',
    says: 'Exposure',
    value: (d) => d.exposureS,
  },
  { ...words, name: 'instrument', ucd: 'meta.id;instr', says: 'Camera', value: (d) => d.instrument },
  { ...words, name: 'source', ucd: 'meta.id;meta.dataset', says: 'Who measured it', value: (d) => d.source },
];
