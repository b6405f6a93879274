import { z } from 'zod';
import { id, instant, traceId } from '../quantity.js';

export const VerdictWord = z.enum(['real', 'bogus', 'unsure']);
export type VerdictWord = z.output<typeof VerdictWord>;

/** What a person thinks of a candidate that a process found. Of two who judge the same one, the later counts. */
export const Verdict = z.object({
  id: id('vdt'),
  process: id('prc'),
  candidate: z.string().min(1).max(100).describe('Its name in the process’s table.'),
  verdict: VerdictWord.nullable().describe('Null where it was taken back.'),
  by: z.string(),
  at: instant,
  version: z
    .int()
    .positive()
    .describe('Grows by one with each change: of two that are heard, the greater is the later.'),
  traceId,
});
export type Verdict = z.output<typeof Verdict>;
