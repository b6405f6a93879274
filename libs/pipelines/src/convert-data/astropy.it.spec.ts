// What astropy, which most readers of these files use, makes of them.
import { expect, it } from '@jest/globals';
import { newId, type PhotometryDatum } from '@nightjar/contracts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeeded, tryOut } from '../kit/trial.fixture.js';
import { convertData } from './convert-data.js';

const python = '/usr/bin/python3';
const astropy = spawnSync(python, ['-c', 'import astropy']).status === 0;
if (!astropy) console.warn('left out: astropy’s own reading, as python3-astropy is not on this machine');

const target = { id: newId('tgt'), name: 'SN <2020> & "co" ü', raDeg: 12.5, decDeg: -3, errorDeg: null };
const seen: PhotometryDatum = {
  ...{ id: newId('dat'), target: target.id, kind: 'photometry', time: '2020-01-01T03:00:00.000Z', mjd: 58849.125 },
  ...{ exposureS: 30, filter: 'V', mag: 15.125, magError: 0.02, limit: null, instrument: 'a,"b"' },
  ...{ source: 'x < y', process: null, product: null, traceId: null },
};
const data = [seen, { ...seen, mag: null, magError: null, limit: 18.5 }];

/** Warnings are errors: a file that is nearly right is wrong. */
const script = `
import json, sys, warnings
warnings.simplefilter('error')
from astropy.table import Table
from astropy.io.votable import parse
path, kind = sys.argv[1:]
if kind == 'votable':
    table = parse(path, verify='exception').get_first_table().to_table()
else:
    table = Table.read(path, format='ascii.ecsv' if kind == 'ecsv' else 'ascii.csv')
row = table[0]
print(json.dumps({
    'rows': len(table), 'magnitude': float(row['magnitude']), 'mjd': float(row['time']), 'unit': str(table['magnitude'].unit),
    'filter': str(row['filter']), 'instrument': str(row['instrument']), 'source': str(row['source']),
    'missing': [bool(one) for one in table['magnitude'].mask], 'limit': float(table[1]['limit']),
}))
`;

(astropy ? it : it.skip).each([['csv'], ['ecsv'], ['votable']])('astropy reads photometry as %s', async (format) => {
  const [product] = succeeded(await tryOut(convertData, { target, data, params: { format } })).products;
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-table-'));
  try {
    const path = join(folder, product?.file ?? '');
    writeFileSync(path, product?.content ?? '');
    const { stdout, stderr } = spawnSync(python, ['-c', script, path, format], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      ...{ rows: 2, magnitude: 15.125, mjd: 58849.125, unit: format === 'csv' ? 'None' : 'mag', filter: 'V' },
      ...{ instrument: 'a,"b"', source: 'x < y', missing: [false, true], limit: 18.5 },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
