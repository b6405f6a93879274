import { describe, expect, it } from '@jest/globals';
import { TestWorld } from '../test-world.fixture.js';
import { bar, Progress, progressLine } from './progress.js';

const talkOf = (terminal: boolean): string => {
  let talked = '';
  using world = new TestWorld();
  using progress = new Progress(Object.assign(world, { terminal, talk: (text: string) => void (talked += text) }));
  progress.began('m31.fits', 'photometry', 'solve');
  progress.isAt(0.5);
  progress.ended(true);
  return talked;
};

describe('progress', () => {
  it('fills its bar from nothing to all', () => {
    expect([bar(0).trim(), bar(0.5).trim(), bar(1), bar(7)]).toEqual([
      ...['', '█'.repeat(10), '█'.repeat(20), '█'.repeat(20)],
    ]);
    expect([...bar(0.33)]).toHaveLength(20);
  });

  it('is one line, never wider than a terminal, with a bar only where it is known how far it is', () => {
    const doing = { what: 'm31.fits', pipeline: 'photometry', step: 'solve', elapsedS: 1.24 };
    expect(progressLine({ ...doing, fraction: null })).toBe('m31.fits  photometry: solve  1.2 s');
    expect(progressLine({ ...doing, fraction: 0.5 })).toContain('| 50 %');
    expect(progressLine({ ...doing, what: 'x'.repeat(200), fraction: 0.5 })).toHaveLength(79);
  });

  it('is written over on a terminal, and gone in the end', () => {
    expect(talkOf(true)).toMatch(/\r\u001b\[2Km31\.fits.*50 %.*\r\u001b\[2K$/s);
  });

  it('is a plain line for each step elsewhere', () => {
    expect(talkOf(false)).toMatch(/^m31\.fits {2}photometry: solve, \d\.\d s\n$/);
  });
});
