import { describe, expect, it } from '@jest/globals';
import { judgeDisk } from './disk-relief.mjs';

const MIB = 2 ** 20;
const reliefs = (...free) => {
  let full = false;
  return free.map((mebibytes) => {
    const judged = judgeDisk(mebibytes * MIB, full);
    ({ full } = judged);
    return judged.relieved;
  });
};

describe('the relief of a disk', () => {
  it('comes once, when there is room after it was full', () => {
    expect(reliefs(100, 0, 0.5, 50, 50)).toEqual([false, false, false, true, false]);
  });

  it('does not come while there is hardly any room', () => {
    expect(reliefs(0, 3, 7, 9)).toEqual([false, false, false, true]);
  });

  it('never comes to a disk that was not full', () => expect(reliefs(3, 9, 3, 100)).not.toContain(true));
});
