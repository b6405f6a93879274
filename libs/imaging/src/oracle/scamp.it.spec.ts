import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { Header, parseHeaderText } from '../fits/header.js';
import { writeLdac } from '../fits/ldac.js';
import type { ColumnToWrite } from '../fits/table/pack.js';
import { readWcs } from '../wcs/read-wcs.js';
import { separationDeg } from '../wcs/tangent.js';
import { cameraWcs, Wcs } from '../wcs/wcs.js';
import { inFolder, onPath } from './astropy.fixture.js';

// other programs are waited for here, on a machine that may be busy
jest.setTimeout(120_000);

const [widthPx, heightPx] = [1024, 1024];
const plain = cameraWcs({ centre: { raDeg: 150, decDeg: 20 }, widthPx, heightPx, pixelScaleArcsec: 1, rotationDeg: 5 });
const a = [
  { p: 2, q: 0, c: 4e-6 },
  { p: 1, q: 1, c: -2e-6 },
];
const truth = new Wcs(plain.reference, plain.referencePx, plain.cd, { order: 2, a, b: [{ p: 0, q: 2, c: 3e-6 }] });
/** Where the header says that the telescope points: 8 arcsec off. */
const rough = new Wcs({ raDeg: 150.002, decDeg: 19.999 }, plain.referencePx, plain.cd);

const stars = Array.from({ length: 200 }, (_, i) => ({
  xPx: 10 + ((i * 617.3) % 1000),
  yPx: 10 + ((i * 389.7) % 1000),
  mag: 10 + ((i * 7.31) % 6),
}));
const sky = stars.map((star) => truth.pixelToSky(star));
const same = (value: number): number[] => stars.map(() => value);

const objects: ColumnToWrite[] = [
  { name: 'XWIN_IMAGE', values: stars.map(({ xPx }) => xPx), unit: 'pixel' },
  { name: 'YWIN_IMAGE', values: stars.map(({ yPx }) => yPx), unit: 'pixel' },
  ...['ERRAWIN_IMAGE', 'ERRBWIN_IMAGE'].map((name) => ({ name, values: same(0.02), unit: 'pixel' })),
  { name: 'ERRTHETAWIN_IMAGE', values: same(0), unit: 'deg' },
  { name: 'FLUX_AUTO', values: stars.map(({ mag }) => 10 ** (-0.4 * (mag - 25))), unit: 'count' },
  { name: 'FLUXERR_AUTO', values: stars.map(({ mag }) => 10 ** (-0.2 * (mag - 25))), unit: 'count' },
  { name: 'FLUX_RADIUS', values: same(1.5), unit: 'pixel' },
  { name: 'FLAGS', values: same(0), form: 'I' },
];
const reference: ColumnToWrite[] = [
  { name: 'X_WORLD', values: sky.map(({ raDeg }) => raDeg), unit: 'deg' },
  { name: 'Y_WORLD', values: sky.map(({ decDeg }) => decDeg), unit: 'deg' },
  ...['ERRA_WORLD', 'ERRB_WORLD'].map((name) => ({ name, values: same(1e-5), unit: 'deg' })),
  { name: 'MAG', values: stars.map(({ mag }) => mag), unit: 'mag' },
  { name: 'MAGERR', values: same(0.01), unit: 'mag' },
  { name: 'OBSDATE', values: same(2000), unit: 'yr' },
  { name: 'FLAGS', values: same(0), form: 'I' },
];

const settings = {
  ...{
    ASTREF_CATALOG: 'FILE',
    ASTREFCAT_NAME: 'reference.cat',
    SOLVE_PHOTOM: 'N',
    CHECKPLOT_TYPE: 'NONE',
    WRITE_XML: 'N',
  },
  ...{
    PROJECTION_TYPE: 'TPV',
    DISTORT_DEGREES: '2',
    CROSSID_RADIUS: '3',
    SN_THRESHOLDS: '3,30',
    VERBOSE_TYPE: 'QUIET',
    NTHREADS: '1',
  },
};

(onPath('scamp') ? it : it.skip)('SCAMP reads the catalogues that we write, and we the TPV that it answers', () =>
  inFolder((folder) => {
    const imageHeader = new Header([
      { keyword: 'SIMPLE', value: true },
      { keyword: 'BITPIX', value: -32 },
      { keyword: 'NAXIS', value: 2 },
      { keyword: 'NAXIS1', value: widthPx },
      { keyword: 'NAXIS2', value: heightPx },
      { keyword: 'EQUINOX', value: 2000 },
      { keyword: 'RADESYS', value: 'ICRS' },
      ...rough.cards,
    ]);
    writeFileSync(join(folder, 'objects.cat'), writeLdac([{ imageHeader, columns: objects }]));
    writeFileSync(join(folder, 'reference.cat'), writeLdac([{ imageHeader: new Header(), columns: reference }]));
    writeFileSync(join(folder, 'empty.conf'), '');
    const args = Object.entries(settings).flatMap(([key, value]) => [`-${key}`, value]);
    execFileSync('scamp', ['objects.cat', '-c', 'empty.conf', ...args], { cwd: folder, stdio: 'pipe' });
    const solved = readWcs(parseHeaderText(readFileSync(join(folder, 'objects.head'), 'latin1')));
    expect(solved?.cards[0]?.value).toBe('RA---TPV');
    const offArcsec = stars.map(
      (star, i) => 3600 * separationDeg(solved?.pixelToSky(star) ?? plain.reference, sky[i] ?? plain.reference),
    );
    expect(Math.max(...offArcsec)).toBeLessThan(0.05);
  }),
);
