import { describe, expect, it } from '@jest/globals';
import {
  AlertAsked,
  CONTRACTS,
  FrameStored,
  JobReady,
  JobRevoked,
  NoticeJudged,
  NoticeMatched,
  ProcessSucceeded,
} from '@nightjar/contracts';
import { SUBJECTS } from './subjects.js';

/** What the console does not listen to, and why nothing on it grows old for that. */
const UNHEARD = [
  [NoticeMatched, 'a step on the way to the conclusion of a notice, which is heard'],
  [NoticeJudged, 'a step on the way to the conclusion of a notice, which is heard'],
  [AlertAsked, 'no page shows who wants an e-mail'],
  [FrameStored, 'the product that comes of the frame is heard'],
  [ProcessSucceeded, 'the change of the process is heard'],
  [JobReady, 'services tell each other; the list of jobs is read again by itself'],
  [JobRevoked, 'services tell each other; the list of jobs is read again by itself'],
] as const;

const declared = Object.values(CONTRACTS)
  .filter(({ kind }) => kind === 'event' || kind === 'telemetry')
  .map(({ subject }) => subject);

describe('the subjects of the console', () => {
  it('are all declared as events or telemetry by the contracts', () => {
    expect(declared).toEqual(expect.arrayContaining(Object.values(SUBJECTS)));
  });

  it('leave out nothing that the contracts publish without a reason', () => {
    expect([...Object.values(SUBJECTS), ...UNHEARD.map(([{ subject }]) => subject)].sort()).toEqual(
      [...declared].sort(),
    );
  });
});
