import { describe, expect, it } from '@jest/globals';
import { JobState } from '@nightjar/contracts';
import { actionsOf, elapsedS, queueWord, stillChosen, type ListedQueue } from './rules.js';

const queue: ListedQueue = {
  name: 'photometry',
  service: 'pipeline',
  says: '',
  concurrency: 1,
  attempts: 3,
  timeLimitS: 1800 as ListedQueue['timeLimitS'],
  paused: null,
  depth: 0,
  oldestAgeS: null,
  running: [],
  succeededPerMinute: 0,
  failedPerMinute: 0,
  unknownBecause: null,
};

describe('the word for a queue', () => {
  it('tells what is unknown from what is empty', () => {
    expect(queueWord({ ...queue, depth: null, unknownBecause: 'silent' })).toEqual({
      word: 'UNKNOWN',
      because: 'silent',
    });
    expect(queueWord(queue)).toEqual({ word: 'IDLE', because: null });
  });

  it('says of a paused one who paused it, also while its last job runs', () => {
    const running = [{}] as unknown as NonNullable<ListedQueue['running']>;
    expect(queueWord({ ...queue, running }).word).toBe('RUNNING');
    expect(queueWord({ ...queue, running, paused: 'by ada' })).toEqual({ word: 'PAUSED', because: 'by ada' });
  });
});

describe('what can be done with a job', () => {
  it('is to move or revoke it while it waits, to stop it while it runs, to try it again when it failed', () => {
    expect(actionsOf({ state: 'WAITING', position: 2 })).toEqual(['front', 'back', 'revoke']);
    expect(actionsOf({ state: 'WAITING', position: 1 })).toEqual(['back', 'revoke']);
    expect(actionsOf({ state: 'RUNNING', position: null })).toEqual(['terminate']);
    expect(actionsOf({ state: 'LOST', position: null })).toEqual(['retry']);
    expect(actionsOf({ state: 'SUCCEEDED', position: null })).toEqual([]);
  });

  it('is never both to take it back and to try it again', () => {
    for (const state of JobState.options) {
      const can = actionsOf({ state, position: null });
      expect(can.includes('retry') && (can.includes('revoke') || can.includes('terminate'))).toBe(false);
    }
  });
});

describe('the time a job has run', () => {
  const at = (s: number): string => new Date(s * 1000).toISOString();

  it('ends with the job, is none before it began, and is never negative', () => {
    expect(elapsedS({ startedAt: at(10), finishedAt: null }, 25_000)).toBe(15);
    expect(elapsedS({ startedAt: at(10), finishedAt: at(12) }, 25_000)).toBe(2);
    expect(elapsedS({ startedAt: null, finishedAt: null }, 25_000)).toBeNull();
    expect(elapsedS({ startedAt: at(30), finishedAt: null }, 25_000)).toBe(0);
  });
});

describe('the chosen letters', () => {
  it('are no more those that somebody else has dealt with', () => {
    expect([...stillChosen(new Set(['a.1', 'a.2']), [{ id: 'a.2' }, { id: 'a.3' }])]).toEqual(['a.2']);
  });
});
