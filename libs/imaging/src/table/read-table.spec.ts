import { describe, expect, it } from '@jest/globals';
import { ecsv } from './ecsv.js';
import { numbersOf, readTable, textsOf } from './read-table.js';

describe('a table', () => {
  it('is read as our own pipelines write it, with its facts', () => {
    const rows = [
      { x: 1.5, says: 'a, "b"' },
      { x: null, says: '' },
    ];
    const text = ecsv(
      rows,
      [
        { name: 'x', type: 'real', unit: 'pix', value: ({ x }) => x },
        { name: 'says', type: 'text', value: ({ says }) => says },
      ],
      { catalogue: 'APASS DR9' },
    );
    const table = readTable(text);
    expect([numbersOf(table, 'x'), textsOf(table, 'says')]).toEqual([
      [1.5, NaN],
      ['a, "b"', ''],
    ]);
    expect(table.meta).toEqual({ catalogue: 'APASS DR9' });
  });

  it('is read from plain CSV, and from ECSV apart by blanks as astropy writes it', () => {
    expect(numbersOf(readTable('x,y\r\n1,2\r\n'), 'y')).toEqual([2]);
    expect(numbersOf(readTable('# %ECSV 1.0\n# ---\n# datatype:\nx y\n1 2\n'), 'y')).toEqual([2]);
  });
});
