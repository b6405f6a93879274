import { csv, hduSpans, type Card } from '@nightjar/imaging';
import { z } from 'zod';
import { outputNames } from '../frame/output-names.js';
import { readPlain } from '../frame/open-frame.js';
import { definePipeline } from '../kit/definition.js';

const Params = z.object({
  keywords: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,8}(,[A-Za-z0-9_-]{1,8})*$/, 'is a list of keywords: OBJECT,FILTER')
    .default('OBJECT,DATE-OBS,EXPTIME,FILTER,INSTRUME,TELESCOP,AIRMASS,GAIN')
    .describe('Columns of the table.'),
});

/** What headers say, to be read and to be compared. */
export const headerReport = definePipeline({
  name: 'header-report',
  title: 'Header report',
  shortName: 'hdr',
  says: 'Writes down the whole header of each file, and one table that compares them.',
  queue: 'inspect',
  accepts: { target: 'optional', suffixes: ['.fits', '.fit', '.fts', '.fz', '.fits.gz'], atLeast: 1 },
  params: Params,
  async run({ inputs, params, step, store, log }) {
    const names = outputNames(inputs, '.header.txt');
    const keywords = params.keywords.toUpperCase().split(',');
    const rows: string[][] = [];
    let missing = 0;
    await step('read', async (report) => {
      for (const [index, input] of inputs.entries()) {
        const headers = Array.from(hduSpans(await readPlain(input)), ({ header }) => header);
        const text = headers
          .map((header, hdu) => [`HDU ${hdu}`, ...header.cards.map(lineOf), ''].join('\n'))
          .join('\n');
        const values = keywords.map((keyword) => headers.find((header) => header.has(keyword))?.get(keyword));
        const gone = keywords.filter((_, column) => values[column] === undefined);
        if (gone.length > 0) log(`${input.product.name} has no ${gone.join(', ')}`, 'warn');
        missing += gone.length;
        rows.push([input.product.name, ...values.map((value) => (value === undefined ? '' : String(value)))]);
        store({
          ...{ file: names[index] ?? '', type: 'log', mediaType: 'text/plain', of: input.product.id, tag: 'header' },
          ...{ content: Buffer.from(text), meta: { hdus: headers.length } },
        });
        report(index + 1, inputs.length);
      }
    });
    store({
      ...{ file: 'headers.csv', type: 'catalogue', mediaType: 'text/csv', of: null, tag: 'headers', meta: {} },
      content: Buffer.from(csv(['file', ...keywords], rows)),
    });
    const differ = keywords.filter((_, column) => new Set(rows.map((row) => row[column + 1])).size > 1);
    return {
      says: `${rows.length} headers; ${differ.length > 0 ? `they differ in ${differ.join(', ')}` : 'they agree'}`,
      facts: { files: rows.length, differ, missing },
    };
  },
});

function lineOf({ keyword, value, comment }: Card): string {
  const remark = comment === undefined ? '' : value === undefined ? comment : ` / ${comment}`;
  return value === undefined ? `${keyword} ${remark}`.trimEnd() : `${keyword} = ${JSON.stringify(value)}${remark}`;
}
