import { csv, ecsv, textOf, votable } from '@nightjar/imaging';
import type { PhotometryDatum } from '@nightjar/contracts';
import { z } from 'zod';
import { definePipeline } from '../kit/definition.js';
import { columns } from './table.js';

/** A target's measurements as a file for other programs. */
export const convertData = definePipeline({
  name: 'convert-data',
  title: 'Data as a file',
  shortName: 'data',
  says: 'Writes the photometry of a target as CSV, ECSV or VOTable.',
  queue: 'inspect',
  accepts: { target: 'needed', atLeast: 0, data: 'photometry' },
  flags: {
    limits: {
      default: true,
      title: 'With upper limits too',
      says: 'Rows in which the target was not detected are written with their limiting magnitude; without it only detections are.',
    },
  },
  params: z.object({
    format: z
      .enum(['csv', 'ecsv', 'votable'])
      .default('csv')
      .describe('`ecsv` and `votable` carry units and metadata; `csv` is read everywhere.'),
  }),
  async run({ target, data, flags, params, step, store, fail }) {
    if (!target) return fail('There is no target whose data could be written.');
    const rows = flags.limits ? data : data.filter(({ mag }) => mag !== null);
    if (rows.length === 0) return fail('There are upper limits only, and those were not asked for.');
    const { id, name, raDeg, decDeg } = target;
    const meta = { target: name, id, ra_deg: String(raDeg), dec_deg: String(decDeg), frame: 'ICRS' };
    const { ending, mediaType, write } = formats[params.format];
    const content = await step('write', () => Buffer.from(write(rows, meta)));
    store({
      ...{ file: `photometry.${ending}`, type: 'catalogue', mediaType, of: null, tag: 'photometry', content },
      meta: { rows: rows.length, format: params.format },
    });
    return { says: `${rows.length} rows as ${params.format}`, facts: { rows: rows.length, format: params.format } };
  },
});

type Write = (rows: readonly PhotometryDatum[], meta: Readonly<Record<string, string>>) => string;

const plain: Write = (rows) =>
  csv(
    columns.map(({ name }) => name),
    rows.map((datum) => columns.map(({ value }) => textOf(value(datum)))),
  );

const formats: Readonly<Record<'csv' | 'ecsv' | 'votable', { ending: string; mediaType: string; write: Write }>> = {
  csv: { ending: 'csv', mediaType: 'text/csv', write: plain },
  ecsv: { ending: 'ecsv', mediaType: 'text/csv', write: (rows, meta) => ecsv(rows, columns, meta) },
  votable: {
    ending: 'vot',
    mediaType: 'application/x-votable+xml',
    write: (rows, meta) => votable(rows, columns, meta),
  },
};
