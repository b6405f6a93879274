import { describe, expect, it } from '@jest/globals';
import { goodFrames } from './good-frames.js';

const frame = (name: string, type: 'frame' | 'preview' = 'frame', tags: string[] = []) => ({ name, type, tags });

describe('tom_education: the good frames of a target', () => {
  it('are its FITS frames without the raw ones', () => {
    const good = [frame('ogg0m4-e91.fits.fz'), frame('north-20080319T061320-V.fits')];
    const others = [
      frame('ogg0m4-e00.fits.fz'),
      frame('ogg0m4-e00.fits'),
      frame('m31.png'),
      frame('m31.fits', 'preview'),
      frame('template_tgt_1_20080319061305_template.fits', 'frame', ['template']),
    ];
    expect(goodFrames([...good, ...others])).toEqual(good);
  });
});
