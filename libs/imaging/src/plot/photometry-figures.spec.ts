import { describe, expect, it } from '@jest/globals';
import type { Figure, PlotMark } from './figure.js';
import { photometryFigures } from './photometry-figures.js';

const objects = [
  '# %ECSV 1.0',
  '# ---',
  '# delimiter: ","',
  '# meta:',
  '#   fwhm: "2.5 px"',
  '#   frame: "800 x 400 px"',
  'x,y,mag_calib,snr,fwhm,fwhm_image,peak_share,flags',
  '10,10,12,100,2.4,2.6,0.2,0',
  '20,20,14.3,30,2.6,2.7,0.2,0',
  '790,390,15,20,9,9,0.01,2048',
  '400,200,16,10,2.5,2.6,0.2,4',
].join('\n');

const catalogue = [
  '# %ECSV 1.0',
  '# ---',
  '# delimiter: ","',
  '# meta:',
  '#   catalogue: "tycho2"',
  '#   band: "VT"',
  '#   colour: "BT-VT"',
  '#   pixelScale: "2.0000 arcsec"',
  'VTmag,BT-VT,x,y,dx,dy,mag,mag_calib,residual,state',
  '10,0.5,10,10,0.3,0.4,-10,10.1,-0.1,used',
  '11,0.7,790,390,-0.3,0,-9,10.9,0.1,used',
  '12,0.9,400,200,0,0,-8,12.5,,saturated',
].join('\n');

const limits = [
  '# %ECSV 1.0',
  '# meta:',
  '#   limit_10: "16.1"',
  '#   limit_5: "17.2"',
  '#   limit_3: ""',
  '# delimiter: ","',
  'mag,snr',
  '10,1000',
  '17,5',
].join('\n');

const figures = photometryFigures({ objects, catalogue, limits });
const figure = (name: string): Figure => {
  const found = figures.find((one) => one.name === name);
  if (!found) throw new Error(`no figure ${name}`);
  return found;
};
const marksOf = (name: string, panel = 0): readonly PlotMark[] => figure(name).panels[panel]?.marks ?? [];

describe('the plots of photometry', () => {
  it('are those of STDWeb, by its names', () => {
    expect(figures.map(({ name }) => name)).toEqual([
      ...['objects', 'fwhm', 'fwhm_mag', 'prefilter', 'photometry', 'photometry_unmasked', 'photometry_zeropoint'],
      ...['photometry_model', 'photometry_residuals', 'astrometry_dist', 'limit_hist', 'limit_sn'],
    ]);
  });

  it('are drawn as far as there are tables', () => {
    expect(photometryFigures({})).toEqual([]);
    expect(photometryFigures({ objects }).map(({ name }) => name)).toContain('limit_sn');
    expect(photometryFigures({ objects: '', catalogue: '', limits: '' }).length).toBeGreaterThan(0);
  });

  it('tell flagged objects from sound ones, and those that the prefilter left out', () => {
    expect(marksOf('objects')).toMatchObject([
      { says: 'no flags', xs: [10, 20], ys: [10, 20] },
      { says: 'flagged', ink: 'bad', xs: [790, 400] },
    ]);
    expect(marksOf('prefilter')).toMatchObject([{ says: 'left out', xs: [4.5] }, { says: 'kept' }]);
  });

  it('reach over the whole frame, in cells of an eighth of it', () => {
    expect(figure('fwhm').panels[0]).toMatchObject({ x: { range: [0.5, 800.5] }, y: { range: [0.5, 400.5] } });
    const [cells] = marksOf('fwhm');
    if (cells?.kind !== 'cells') throw new Error('a map');
    expect([cells.columns, cells.rows, cells.values[0]]).toEqual([8, 8, 2.5]);
    expect(cells.values.slice(1).every(Number.isNaN)).toBe(true);
  });

  it('show what the fit leaves, also of a star that had no part in it', () => {
    expect(marksOf('photometry').slice(0, 2)).toMatchObject([
      { says: 'left out', xs: [12], ys: [-0.5] },
      { says: 'used', xs: [10, 11], ys: [-0.1, 0.1] },
    ]);
    expect(marksOf('photometry', 1)[1]).toMatchObject({ says: 'used', xs: [0.5, 0.7] });
    expect(marksOf('photometry_unmasked').some(({ says }) => says === 'left out')).toBe(false);
  });

  it('map the zero point of each star, of the model, and the difference of the two', () => {
    const corners = ['zeropoint', 'model', 'residuals'].map((part) => {
      const [cells] = marksOf(`photometry_${part}`);
      return cells?.kind === 'cells' ? cells.values[0] : undefined;
    });
    expect(corners[0]).toBeCloseTo(20);
    expect(corners[1]).toBeCloseTo(20.1);
    expect(corners[2]).toBeCloseTo(-0.1);
  });

  it('say how far stars are off in arcseconds', () => {
    const [cells] = marksOf('astrometry_dist', 2);
    expect(cells?.says).toBe('distance (arcsec)');
    expect(cells?.kind === 'cells' ? cells.values[0] : NaN).toBeCloseTo(1);
  });

  it('count each object in one bar, and mark the limits that are known', () => {
    const [all, clean, known] = marksOf('limit_hist');
    const sum = (mark: PlotMark | undefined): number =>
      mark?.kind === 'bars' ? mark.counts.reduce((a, b) => a + b) : NaN;
    expect([sum(all), sum(clean)]).toEqual([4, 2]);
    expect(known?.says).toBe('catalogue');
    expect(marksOf('limit_hist').map(({ says }) => says)).toEqual(
      expect.arrayContaining(['S/N 10: 16.10', 'S/N 5: 17.20']),
    );
    expect(marksOf('limit_sn').filter(({ says }) => says.startsWith('S/N'))).toHaveLength(2);
  });
});
