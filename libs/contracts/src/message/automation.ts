import { z } from 'zod';
import { ask, command, job, queue } from '../contract.js';
import { AlertId, AlertState, ObservationAlert } from '../noun/observation-alert.js';
import { RequestId } from '../noun/request.js';
import { id, page, paging } from '../quantity.js';
import { sampleId } from './sample.js';

const sampleAlert: z.input<typeof ObservationAlert> = {
  id: sampleId('alt'),
  request: sampleId('req'),
  target: sampleId('tgt'),
  targetName: 'Swift 306757',
  email: 'ada@example.org',
  state: 'SENT',
  because: 'the mail server took it',
  createdAt: '2008-03-19T06:13:05.000Z',
  sentAt: '2008-03-19T06:20:00.000Z',
  traceId: null,
};

/** A server that greylists wants to be asked again after minutes; one that hung up may answer at once. */
export const MailQueue = queue('mail', {
  service: 'automation',
  says: 'Sends e-mails, one after the other.',
  timeLimitS: 120,
  attempts: 8,
  backOffS: [2, 30, 120, 300, 900, 3600],
});

export const MailJob = job(MailQueue, 'alert', {
  says: 'Tell whoever asked that an observation has new data.',
  carries: z.object({ alert: AlertId }),
  example: { alert: sampleId('alt') },
});

export const FilmQueue = queue('film', {
  service: 'automation',
  says: 'Has a new timelapse made of a target whose observation has new data.',
  timeLimitS: 60,
  attempts: 8,
  backOffS: [1, 5, 15, 60],
});

export const FilmJob = job(FilmQueue, 'target', {
  says: 'Have one new timelapse made of the good frames of a target.',
  carries: z.object({ target: id('tgt') }),
  example: { target: sampleId('tgt') },
});

export const ListAlerts = ask('ask.automation.alert.list', {
  says: 'Who wants to be told of new data, newest first, and whether e-mails can be sent.',
  takes: z.object({
    id: AlertId.optional(),
    request: RequestId.optional(),
    target: id('tgt').optional(),
    state: AlertState.optional(),
    ...paging,
  }),
  gives: page(ObservationAlert).extend({
    mail: z.object({ ready: z.boolean(), because: z.string() }).describe('Whether e-mails can be sent.'),
  }),
  refuses: [],
  example: {
    takes: {},
    gives: {
      results: [sampleAlert],
      next: null,
      count: { value: 1, exact: true },
      mail: { ready: true, because: 'e-mails go by smtp://127.0.0.1:25' },
    },
  },
});

export const SendAlert = command('cmd.automation.alert.send', {
  says: 'Send an e-mail again that was not sent, or of which nobody knows whether it was.',
  takes: z.object({ id: AlertId }),
  gives: ObservationAlert,
  refuses: ['not_found', 'not_due'],
  example: { takes: { id: sampleId('alt') }, gives: { ...sampleAlert, state: 'DUE', sentAt: null } },
});
