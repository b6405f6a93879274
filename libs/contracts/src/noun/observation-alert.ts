import { z } from 'zod';
import { id, instant, traceId } from '../quantity.js';
import { RequestId } from './request.js';

export const AlertId = id('alt');

/**
 * OPEN: its observation is not over. DUE: there are data, the e-mail is on its way. HELD: it cannot be sent before a setting
 * is given. SENDING: it is being handed over. SENT. UNSURE: it was handed over and nobody said whether it was taken. FAILED:
 * it was not sent and will not be by itself. CLOSED: the observation ended without data.
 */
export const AlertState = z.enum(['OPEN', 'DUE', 'HELD', 'SENDING', 'SENT', 'UNSURE', 'FAILED', 'CLOSED']);
export type AlertState = z.output<typeof AlertState>;

/** Somebody's wish to be told by e-mail, once, when an observation has new data. */
export const ObservationAlert = z.object({
  id: AlertId,
  request: RequestId,
  target: id('tgt'),
  targetName: z.string(),
  email: z.email(),
  state: AlertState,
  because: z.string().describe('Why it is in this state.'),
  createdAt: instant,
  sentAt: instant.nullable(),
  traceId,
});
export type ObservationAlert = z.output<typeof ObservationAlert>;
