import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOf, piecesOf } from './answer.fixture.js';
import { CsvReader, csvCells, TsvReader } from './delimited.js';
import { readTsv, readVotable } from './read-table.js';
import type { RowReader } from './row-reader.js';
import { VotableReader } from './votable.js';

const VOTABLE = `<?xml version="1.0"?>
<!-- a remark with <TR> -->
<vot:VOTABLE version="1.4" xmlns:vot="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE>
<TABLE><FIELD name="RA" unit="deg" ucd="pos.eq.ra;meta.main" datatype="double"/>
<FIELD name="note" datatype="char"><DESCRIPTION>when a &lt; b</DESCRIPTION></FIELD>
<FIELD name='g"mag' datatype="float" utype="x > y"/>
<DATA><TABLEDATA>
<TR><TD>10.5</TD><TD> a &amp; b &#233; </TD><TD/></TR>
<TR><TD>11</TD><TD><![CDATA[<x> & y]]></TD><TD>3.25</TD></TR>
</TABLEDATA></DATA></TABLE>
<TABLE><FIELD name="other"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE>
</RESOURCE></vot:VOTABLE>`;

const TSV = '#\n#Table\tII/349/ps1\n\nRAJ2000\tgmag\ndeg\tmag\n-------\t----\n10.5\t15.1\n11.0\t\n\n#END#\n';
const CSV = '\ufeff# remark\nra,dec,"name, of it"\n1,2,"a ""b"", c"\n3,4,"two\nlines"\n';

const pieces = (text: string, cuts: readonly number[], reader: RowReader) => {
  const rows = piecesOf(text, cuts).flatMap((piece) => reader.push(piece));
  return { columns: reader.columns, rows: [...rows, ...reader.end()] };
};

describe('an answer as VOTable', () => {
  it('is read with its references resolved once, and its first table alone', () => {
    const { columns, rows, truncated } = readVotable(VOTABLE);
    expect(columns.map(({ name }) => name)).toEqual(['RA', 'note', 'g"mag']);
    expect(columns[0]).toEqual({ name: 'RA', unit: 'deg', ucd: 'pos.eq.ra;meta.main' });
    expect(rows).toEqual([
      ['10.5', 'a & b é', ''],
      ['11', '<x> & y', '3.25'],
    ]);
    expect(truncated).toBe(false);
  });

  it.each([
    ['a page of the web', '<!DOCTYPE html><html><body>Maintenance</body></html>', 'not_understood'],
    ['text', 'Service unavailable', 'not_understood'],
    ['nothing', '', 'not_understood'],
    ['one that ends too early', VOTABLE.slice(0, 600), 'cut_off'],
    [
      'an error in words',
      '<VOTABLE><INFO name="QUERY_STATUS" value="ERROR">no &lt;such&gt; table</INFO></VOTABLE>',
      'refused',
    ],
    ['an error of a cone service', '<VOTABLE><INFO name="Error" value="bad RA"/></VOTABLE>', 'refused'],
    ['an entity of its own', '<!DOCTYPE VOTABLE [<!ENTITY a "aaaa">]><VOTABLE/>', 'not_understood'],
    ['a table within as FITS', '<VOTABLE><RESOURCE><TABLE><DATA><FITS>', 'not_understood'],
    ['a row with a cell too many', VOTABLE.replace('<TD/>', '<TD/><TD/>'), 'not_understood'],
    ['a row with a cell too few', VOTABLE.replace('<TD/>', ''), 'not_understood'],
    ['a tag that never ends', `<VOTABLE ${'a'.repeat(70_000)}`, 'too_large'],
    ['a cell that never ends', `<VOTABLE><TABLE><FIELD name="a"/><TR><TD>${'a'.repeat(70_000)}`, 'too_large'],
  ])('is refused by type when it is %s', (_, text, code) => {
    expect(faultOf(() => readVotable(text))).toBe(code);
  });

  it('has an empty cell where its number is the one that stands for none', () => {
    const field = '<FIELD name="g" datatype="int"><VALUES null="-99"/></FIELD>';
    const text = `<VOTABLE><TABLE>${field}<TR><TD>-99</TD></TR><TR><TD>99</TD></TR></TABLE></VOTABLE>`;
    expect(readVotable(text).rows).toEqual([[''], ['99']]);
  });

  it('says when the server has more than it sends', () => {
    const text = VOTABLE.replace('</RESOURCE>', '<INFO name="QUERY_STATUS" value="OVERFLOW"/></RESOURCE>');
    expect(readVotable(text).truncated).toBe(true);
  });
});

describe('an answer as TSV of VizieR', () => {
  it('is read with its units, empty cells as such', () => {
    expect(readTsv(TSV)).toMatchObject({
      columns: [
        { name: 'RAJ2000', unit: 'deg' },
        { name: 'gmag', unit: 'mag' },
      ],
      rows: [
        ['10.5', '15.1'],
        ['11.0', ''],
      ],
    });
  });

  it.each([
    ['it ends too early', TSV.replace('#END#\n', ''), 'cut_off'],
    ['it is a page of the web', '<html>\n<body>', 'not_understood'],
    ['the server refuses', '#INFO\tError=no such table\n#END#\n', 'refused'],
    ['a row is ragged', TSV.replace('10.5\t15.1', '10.5'), 'not_understood'],
  ])('is refused by type when %s', (_, text, code) => {
    expect(faultOf(() => readTsv(text))).toBe(code);
  });
});

describe('a table that arrives in pieces', () => {
  it.each([
    ['VOTable', VOTABLE, () => new VotableReader()],
    ['TSV', TSV, () => new TsvReader()],
    ['CSV', CSV, () => new CsvReader()],
  ])('%s is the same wherever it is cut', (_, text, reader) => {
    const whole = pieces(text, [], reader());
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
        expect(pieces(text, cuts, reader())).toEqual(whole);
      }),
    );
    expect(whole.rows).toHaveLength(2);
  });

  it('of 10,000 broken ones each is read or refused by type', () => {
    const broken = fc.tuple(
      fc.constantFrom<string[]>(VOTABLE, TSV, CSV),
      fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 3 })), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(broken, ([text, edits]) => {
        const bad = edits.reduce<string>(
          (sum, [at, put]) => sum.slice(0, at % sum.length) + put + sum.slice((at % sum.length) + 1),
          text,
        );
        for (const read of [() => readVotable(bad), () => readTsv(bad), () => pieces(bad, [], new CsvReader())])
          faultOf(read);
      }),
      { numRuns: 3400 },
    );
  });

  it('costs no more than its limits of rows', () => {
    const reader = new CsvReader({ maxRows: 2, maxColumns: 10, maxPiece: 100 });
    expect(faultOf(() => reader.push('a,b\n1,2\n3,4\n5,6\n'))).toBe('too_large');
  });
});

describe('a line of CSV', () => {
  it('is what RFC 4180 says, for any cells', () => {
    const cell = fc.string().map((text) => text.trim());
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const line = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        expect(csvCells(line)).toEqual(cells);
      }),
    );
  });
});
