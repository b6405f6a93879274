import { describe, expect, it, jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openCatalogueFile } from './catalogue-file.js';
import type { StarRow } from './copy-text.js';
import { TestFolder } from './sky.fixture.js';

jest.setTimeout(120_000);

/** The interpreter of the distribution, to which Debian's python3-astropy belongs. */
const python = '/usr/bin/python3';
const hasAstropy = ((): boolean => {
  try {
    execFileSync(python, ['-c', 'import astropy.io.votable'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('skipped: astropy is not installed, so none of its files is loaded (apt install python3-astropy)');
    return false;
  }
})();

const rows = 12_000;
const SCRIPT = `
import numpy as np, sys
from astropy.table import MaskedColumn, Table
from astropy.io.votable import from_table
n = ${rows}
i = np.arange(n)
t = Table()
t['source'] = (i + 2**53).astype('int64')
t['flags'] = i % 2 == 0
t['name'] = ['star %d' % k for k in i]
t['ra'] = i / n * 360
t['dec'] = i / n * 180 - 90
t['gmag'] = MaskedColumn((10 + i % 1000 / 100).astype('float32'), mask=i % 7 == 3)
t['e_gmag'] = MaskedColumn((1 + i % 50) / 100, mask=i % 11 == 5)
t['epochs'] = np.stack([i, i + 1, i + 2], axis=1).astype('int16')
t['rmag'] = MaskedColumn((i % 20).astype('int16'), mask=i % 5 == 0)
for kind in ('tabledata', 'binary', 'binary2'):
    document = from_table(t)
    # astropy writes no masked integer without a number for it, not even where BINARY2 has a bit
    field = document.get_first_table().get_field_by_id_or_name('rmag')
    field.values.null = -99
    field._setup({}, None)
    document.to_xml(kind + '.vot', tabledata_format=kind)
`;

async function starsIn(path: string): Promise<StarRow[]> {
  const { format, filters, batches } = await openCatalogueFile(path, { id: 'source' });
  expect([format, filters]).toEqual(['VOTable', ['g', 'r']]);
  const stars: StarRow[] = [];
  for await (const batch of batches) stars.push(...batch);
  return stars;
}

(hasAstropy ? describe : describe.skip)('a VOTable that astropy wrote', () => {
  it('holds the same stars in BINARY2 as in TABLEDATA, gzipped too, to the last digit of an identifier', async () => {
    using folder = new TestFolder();
    execFileSync(python, ['-W', 'ignore', '-c', SCRIPT], { cwd: folder.path });
    const written = await starsIn(join(folder.path, 'binary2.vot'));
    expect(written).toHaveLength(rows);
    for (const i of [0, 1, 3, 5, 7, 9_345, rows - 1]) {
      expect(written[i]).toEqual({
        ...{ id: String(BigInt(i) + 2n ** 53n), raDeg: (i / rows) * 360, decDeg: (i / rows) * 180 - 90 },
        mags: [i % 7 === 3 ? NaN : Math.fround(10 + (i % 1000) / 100), i % 5 === 0 ? NaN : i % 20],
        errors: [i % 11 === 5 ? NaN : (1 + (i % 50)) / 100, NaN],
      });
    }
    const zipped = join(folder.path, 'binary2.vot.gz');
    writeFileSync(zipped, gzipSync(readFileSync(join(folder.path, 'binary2.vot'))));
    expect(await starsIn(zipped)).toEqual(written);
    const near = ({ mags, ...star }: StarRow) => ({ ...star, mags: mags.map((mag) => Math.fround(mag)) });
    expect((await starsIn(join(folder.path, 'tabledata.vot'))).map(near)).toEqual(written.map(near));
  });

  it('has in BINARY the nulls that its VALUES declare', async () => {
    using folder = new TestFolder();
    execFileSync(python, ['-W', 'ignore', '-c', SCRIPT], { cwd: folder.path });
    const [binary, binary2] = [
      await starsIn(join(folder.path, 'binary.vot')),
      await starsIn(join(folder.path, 'binary2.vot')),
    ];
    expect(binary).toEqual(binary2);
  });
});
