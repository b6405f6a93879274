import { describe, expect, it } from '@jest/globals';
import { EnqueueJob, JobState, ProcessChanged } from '@nightjar/contracts';
import { following } from './following.js';

const process = ProcessChanged.carries.parse(ProcessChanged.example);
const job = EnqueueJob.gives.parse(EnqueueJob.example.gives);
const now = '2008-03-19T06:20:00.000Z';

describe('a process whose job was changed by another than its runner', () => {
  it('ends with its job, saying why, and is failed only where the job is', () => {
    const because = 'revoked by ada: clouds';
    const after = (state: JobState) => following(process, { ...job, state, because }, now);
    expect(after('CANCELLED')).toMatchObject({
      state: 'CANCELLED',
      status: because,
      finished: now,
      failureMessage: null,
    });
    for (const state of ['FAILED', 'LOST'] as const)
      expect(after(state)).toMatchObject({
        ...{ state, status: because, finished: now },
        failureMessage: `An unexpected error occurred: ${because}`,
      });
  });

  it('is not over while its runner has still to stop, nor when its job waits again', () => {
    const failed = { ...process, failureMessage: 'no', finished: now };
    expect(following(process, { ...job, state: 'CANCELLING' }, now)).toMatchObject({ finished: null });
    expect(following(failed, { ...job, state: 'WAITING', because: null }, now)).toMatchObject({
      ...{ state: 'WAITING', status: 'waits for its turn', failureMessage: null, finished: null },
    });
  });

  it('stays as its runner wrote it where that is the one to write', () => {
    for (const state of ['LEASED', 'RUNNING', 'SUCCEEDED'] as const)
      expect(following(process, { ...job, state }, now)).toBe(process);
  });
});
