import { describe, expect, it } from '@jest/globals';
import { settledFindings } from './late.js';

const findings = (lost: number) => ({ findings: { lost: Array<string>(lost).fill('x'), doubled: [], untidy: [] } });

/** One look after the other; the last goes on for ever. */
const looks = (...wrong: readonly number[]) => {
  const left = [...wrong];
  return async () => findings((left.length > 1 ? left.shift() : left[0]) ?? 0);
};

describe('what is wrong after a fault', () => {
  it('is nothing once what came late is there, however long that takes while it becomes less', async () => {
    expect((await settledFindings(looks(3, 2, 1, 0), 500)).findings.lost).toEqual([]);
  });

  it('is what has not become less for as long as one waits', async () => {
    expect((await settledFindings(looks(3, 2, 2), 500)).findings.lost).toHaveLength(2);
  });
});
