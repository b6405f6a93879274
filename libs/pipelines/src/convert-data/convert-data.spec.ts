import { describe, expect, it } from '@jest/globals';
import { newId, type PhotometryDatum } from '@nightjar/contracts';
import { csv, ecsv, textOf, votable } from '@nightjar/imaging';
import fc from 'fast-check';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { convertData } from './convert-data.js';
import { readCsv, readEcsv, readVotable } from './readers.fixture.js';
import { columns } from './table.js';

const target = { id: newId('tgt'), name: 'SN <2020> & "co"', raDeg: 12.5, decDeg: -3, errorDeg: null };
const datum = (changes: Partial<PhotometryDatum> = {}): PhotometryDatum => ({
  ...{ id: newId('dat'), target: target.id, kind: 'photometry', time: '2020-01-01T00:00:00.000Z', mjd: 58849 },
  ...{ exposureS: 30, filter: 'V', mag: 15.125, magError: 0.02, limit: null, instrument: 'north' },
  ...{ source: 'nightjar photometry', process: null, product: null, traceId: null, ...changes },
});
const upper = datum({ mag: null, magError: null, limit: 18.5, exposureS: null });

const write = async (params: object, data: readonly PhotometryDatum[] = [datum(), upper], flags = {}) => {
  const [product] = succeeded(await tryOut(convertData, { target, data, params, flags })).products;
  return { ...product, text: Buffer.from(product?.content ?? []).toString() };
};
const names = columns.map(({ name }) => name);
const cells = (one: PhotometryDatum): string[] => columns.map(({ value }) => textOf(value(one)));

describe('photometry as a file', () => {
  it('is CSV with the columns of TOM Toolkit, missing values empty', async () => {
    const made = await write({});
    expect(made).toMatchObject({ file: 'photometry.csv', mediaType: 'text/csv', meta: { rows: 2 } });
    expect(made.text.split('\n')).toEqual([
      'time,date_obs,filter,magnitude,error,limit,exposure,instrument,source',
      '58849,2020-01-01T00:00:00.000Z,V,15.125,0.02,,30,north,nightjar photometry',
      '58849,2020-01-01T00:00:00.000Z,V,,,18.5,,north,nightjar photometry',
      '',
    ]);
  });

  it('leaves upper limits out when asked, and says so when nothing is left', async () => {
    expect((await write({}, [datum(), upper], { limits: false })).meta).toMatchObject({ rows: 1 });
    const none = await tryOut(convertData, { target, data: [upper], flags: { limits: false } });
    expect(because(none)).toMatch(/upper limits only/);
  });

  it('does not begin without data of the target', async () => {
    expect(because(await tryOut(convertData, { target, data: [] }))).toMatch(/^No reduced data to process/);
  });

  it('is ECSV or VOTable with units, meanings and the target', async () => {
    const { header, rows } = readEcsv((await write({ format: 'ecsv' })).text);
    expect(header[0]).toBe('%ECSV 1.0');
    expect(header).toContain('- {"name":"magnitude","unit":"mag","datatype":"float64","description":"Brightness"}');
    expect(header).toContain(`  target: ${JSON.stringify(target.name)}`);
    expect(rows[2]).toEqual(cells(upper).map((text) => (text === '' ? null : text)));
    const table = readVotable((await write({ format: 'votable' })).text);
    expect(table.params).toMatchObject({ target: target.name, ra_deg: '12.5' });
    expect([table.fields, table.rows[0]]).toEqual([names, cells(datum())]);
  });
});

/** Texts that are written as they are read: XML 1.0 holds no control characters and makes one line end of all. */
const word = fc.string({ unit: 'grapheme' }).filter((text) => !/[^\P{C}]|\r/u.test(text));
const magnitude = fc.double({ noNaN: true, noDefaultInfinity: true });
const anyDatum = fc
  .record({ filter: word, instrument: word, source: word, mag: magnitude, magError: fc.option(magnitude) })
  .map((changes) => datum(changes));

describe('whatever is measured', () => {
  it('reads back from every format as it was', () => {
    fc.assert(
      fc.property(fc.array(anyDatum, { minLength: 1, maxLength: 5 }), word, (data, name) => {
        const given = data.map(cells);
        expect(readCsv(csv(names, given)).slice(1)).toEqual(given.map((row) => row.map((text) => text || null)));
        const read = readEcsv(ecsv(data, columns, { target: name }));
        expect(read.rows.slice(1).map((row) => row.map((text) => text ?? ''))).toEqual(given);
        const table = readVotable(votable(data, columns, { target: name }));
        expect([table.rows, table.params]).toEqual([given, { target: name }]);
      }),
    );
  });
});
