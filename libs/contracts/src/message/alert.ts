import { z } from 'zod';
import { ask, event } from '../contract.js';
import { Notice, NoticeId } from '../noun/notice.js';
import { page, paging } from '../quantity.js';
import { sampleId, sampleNotice } from './sample.js';

export const NoticeReceived = event('evt.alert.notice.received', {
  says: 'A new notice is stored and acknowledged. Its outcome is still pending.',
  carries: Notice,
  example: sampleNotice,
});

/** Tells pages that look at a notice that its outcome is known. */
export const NoticeConcluded = event('evt.alert.notice.concluded', {
  says: 'What was decided about a notice is on its record.',
  carries: Notice,
  example: sampleNotice,
});

export const ListNotices = ask('ask.alert.notice.list', {
  says: 'Received notices, newest first.',
  takes: z.object({ ivoid: z.string().optional(), id: NoticeId.optional(), ...paging }),
  gives: page(Notice),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleNotice], next: null, count: { value: 1, exact: true } } },
});

export const GetRawNotice = ask('ask.alert.notice.raw', {
  says: 'The bytes of a notice exactly as they were sent.',
  takes: z.object({ id: NoticeId }),
  gives: z.object({ base64: z.base64(), mediaType: z.string(), sha256: z.string() }),
  refuses: ['not_found'],
  example: {
    takes: { id: sampleId('ntc') },
    gives: { base64: 'PFZPRXZlbnQvPg==', mediaType: 'application/xml', sha256: 'a'.repeat(64) },
  },
});
