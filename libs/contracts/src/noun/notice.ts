import { z } from 'zod';
import { decDeg, id, instant, positiveDegrees, raDeg, traceId } from '../quantity.js';

export const NoticeId = id('ntc');

export const NoticeRole = z.enum(['observation', 'prediction', 'utility', 'test']);

/** What was decided about a notice, and why. */
export const Outcome = z.object({
  decision: z
    .enum(['pending', 'observe', 'revise', 'withdraw', 'refuse', 'ignore'])
    .describe('pending until the scheduler has judged it'),
  because: z.string(),
  request: id('req').nullable(),
});

/** One received alert document, as the outside sees it. */
export const Notice = z.object({
  id: NoticeId,
  ivoid: z.string().min(1),
  role: NoticeRole,
  version: z.string(),
  title: z.string(),
  mission: z.string().nullable(),
  trigger: z.string().nullable().describe('The mission’s own number of the event.'),
  relation: z.enum(['new', 'update', 'retraction']),
  cites: z.array(z.string()),
  receivedAt: instant,
  eventTime: instant.nullable(),
  raDeg: raDeg.nullable(),
  decDeg: decDeg.nullable(),
  errorDeg: positiveDegrees.nullable(),
  sha256: z.string(),
  size: z.int(),
  outcome: Outcome,
  traceId,
});
export type Notice = z.output<typeof Notice>;
export type Outcome = z.output<typeof Outcome>;
