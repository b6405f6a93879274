import { describe, expect, it } from '@jest/globals';
import { madeOf, type EarlierProcess, type Made } from './made-of.js';

const product = (id: string, of: string | null, type: Made['type'] = 'other', tags: string[] = []): Made => ({
  ...{ id, name: `${id}.dat`, type, tags, size: 10, of },
});
const process = (id: string, inputs: string[], ...made: Made[]): EarlierProcess => ({
  ...{ id, identifier: `${id}_x`, inputs, made },
});
const judged = (frames: string[], ...processes: EarlierProcess[]) => {
  const { goes, stays } = madeOf(frames, processes);
  return {
    goes: goes.map((one) => one.product.id),
    stays: stays.map((one) => `${one.product.id}: ${one.because}`),
  };
};
const OWN = 'it is a frame of its own, and is cleaned up by itself';
const SHARED = 'it was made of other files too';

describe('what goes when a frame is cleaned up', () => {
  it('is what was made of it, and what was made of that, in whatever order the processes come', () => {
    const photometry = process('phot', ['m31'], product('objects', 'm31'), product('wcs', 'm31', 'wcs'));
    const transients = process('trans', ['m31', 'wcs'], product('table', null), product('cutout', 'objects'));
    const goes = ['objects', 'wcs', 'table', 'cutout'];
    expect(judged(['m31'], photometry, transients)).toEqual({ goes, stays: [] });
    expect(judged(['m31'], transients, photometry).goes.sort()).toEqual([...goes].sort());
  });

  it('tells which process made it', () => {
    const { goes } = madeOf(['m31'], [process('phot', ['m31'], product('objects', 'm31'))]);
    expect(goes[0]?.process).toEqual({ id: 'phot', identifier: 'phot_x' });
  });

  it('is nothing that one process made of another frame beside this one', () => {
    const both = process('inspect', ['m31', 'm33'], product('a.png', 'm31'), product('b.png', 'm33'));
    expect(judged(['m31'], both)).toEqual({ goes: ['a.png'], stays: [] });
    expect(judged(['m31', 'm33'], both)).toEqual({ goes: ['a.png', 'b.png'], stays: [] });
  });

  it('is no stack, table or film of several frames, also when all of them are cleaned up', () => {
    const stack = process('stack', ['m31', 'm33'], product('deep', null));
    expect(judged(['m31'], stack)).toEqual({ goes: [], stays: [`deep: ${SHARED}`] });
    expect(judged(['m31', 'm33'], stack)).toEqual({ goes: [], stays: [`deep: ${SHARED}`] });
    expect(judged(['m31'], process('table', ['m31'], product('row', null)))).toEqual({ goes: ['row'], stays: [] });
  });

  it('is no edited frame, nor what was made of that, nor the map of fringes it was made with', () => {
    const fringes = process('fringes', ['m31', 'map'], product('flat', 'm31', 'frame'));
    const photometry = process('phot', ['flat'], product('objects', 'flat'));
    expect(judged(['m31'], fringes, photometry)).toEqual({ goes: [], stays: [`flat: ${OWN}`] });
    expect(judged(['flat'], fringes, photometry)).toEqual({ goes: ['objects'], stays: [] });
    expect(judged(['map'], fringes, photometry)).toEqual({ goes: [], stays: [] });
  });

  it('is the difference of the frame and what was made of that, and nothing where it was the template of another', () => {
    const subtraction = process(
      'sub',
      ['new', 'deep'],
      product('difference', 'new', 'frame', ['difference']),
      product('report', null),
    );
    expect(judged(['new'], subtraction, process('phot', ['difference'], product('objects', 'difference')))).toEqual({
      ...{ goes: ['difference', 'objects'], stays: [`report: ${SHARED}`] },
    });
    expect(judged(['deep'], subtraction)).toEqual({ goes: [], stays: [`report: ${SHARED}`] });
  });
});
