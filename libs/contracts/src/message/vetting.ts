import { ask, command, event } from '../contract.js';
import { Verdict } from '../noun/verdict.js';
import { page, paging } from '../quantity.js';
import { z } from 'zod';
import { sampleId, sampleProcess } from './sample.js';

const sampleVerdict: z.input<typeof Verdict> = {
  id: sampleId('vdt'),
  process: sampleProcess.id,
  candidate: 'J143142.24+361810.8',
  verdict: 'real',
  by: 'ada',
  at: '2008-03-19T06:14:05.000Z',
  version: 1,
  traceId: sampleProcess.traceId,
};

const ofCandidate = Verdict.pick({ process: true, candidate: true, verdict: true });

export const CandidateJudged = event('evt.catalog.candidate.judged', {
  says: 'Somebody judged a candidate, or took a verdict back.',
  carries: Verdict,
  example: sampleVerdict,
});

export const GiveVerdict = command('cmd.catalog.verdict.give', {
  says: 'Judge a candidate that a process lists in its result; null takes the verdict back. Nothing is told where it stands like that already.',
  takes: ofCandidate,
  gives: Verdict,
  refuses: ['not_found', 'no_such_candidate'],
  example: {
    takes: { process: sampleVerdict.process, candidate: sampleVerdict.candidate, verdict: 'real' },
    gives: sampleVerdict,
  },
});

export const ListVerdicts = ask('ask.catalog.verdict.list', {
  says: 'Verdicts on candidates, those of the candidates judged last first.',
  takes: z.object({ process: Verdict.shape.process.optional(), ...paging }),
  gives: page(Verdict),
  refuses: [],
  example: {
    takes: { process: sampleVerdict.process },
    gives: { results: [sampleVerdict], next: null, count: { value: 1, exact: true } },
  },
});
