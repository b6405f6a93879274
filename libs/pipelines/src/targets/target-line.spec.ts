import { describe, expect, it } from '@jest/globals';
import { noSky } from '@nightjar/catalogues';
import { newId } from '@nightjar/contracts';
import { targetLines } from './target-line.js';
import { wantedTargets } from './wanted-targets.js';

const own = { id: newId('tgt'), name: 'M31', raDeg: 10.68, decDeg: 41.27, errorDeg: null };

describe('the targets of a frame', () => {
  it('are one a line: a place on the sky, on the frame, or a name', () => {
    expect(targetLines('00:42:44.3 +41:16:09\n\n x=100.5 y=200 \nX = 3, Y = 4\r\nM31')).toEqual([
      {
        kind: 'position',
        name: '00:42:44.3 +41:16:09',
        raDeg: expect.closeTo(10.68458, 4),
        decDeg: expect.closeTo(41.26917, 4),
      },
      { kind: 'pixel', name: 'x=100.5 y=200', xPx: 100.5, yPx: 200 },
      { kind: 'pixel', name: 'X = 3, Y = 4', xPx: 3, yPx: 4 },
      { kind: 'name', name: 'M31' },
    ]);
  });

  it('begin with the process’s own, which stands there once though it is named again', async () => {
    const { targets } = await wantedTargets({ target: own, sky: noSky }, 'M31\n10 20\n10 20');
    expect(targets.map(({ name, isOwn }) => [name, isOwn])).toEqual([
      ['M31', true],
      ['10 20', false],
    ]);
  });

  it('that nobody can place are named', async () => {
    const { targets, lost } = await wantedTargets({ target: null, sky: noSky }, 'SN 2024abc');
    expect([targets, lost]).toEqual([[], [expect.stringMatching(/^Nobody could tell where SN 2024abc is: /)]]);
  });

  it('are found by name where the sky knows it', async () => {
    const place = { name: 'M33', raDeg: 23.46, decDeg: 30.66, by: 'Sesame' };
    const sky = { ...noSky, resolve: () => Promise.resolve({ place, note: '' }) };
    expect((await wantedTargets({ target: null, sky }, 'M33')).targets).toEqual([
      { name: 'M33', at: { raDeg: 23.46, decDeg: 30.66 }, isOwn: false },
    ]);
  });
});
