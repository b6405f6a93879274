import { describe, expect, it } from '@jest/globals';
import { NoticeConcluded, NoticeJudged, NoticeMatched, NoticeReceived, TargetAdded } from '@nightjar/contracts';
import { compare } from './compare.js';
import type { Entry } from './ledger.js';
import type { EventRow, Holdings } from './holdings.js';

const LEDGER: readonly Entry[] = [
  { step: 'sent', what: 'alert', key: 'a1', role: 'observation' },
  { step: 'acked', what: 'alert', key: 'a1', says: '' },
  { step: 'sent', what: 'target', key: 'T1' },
  { step: 'acked', what: 'target', key: 'T1', says: '201' },
];

const event = (schema: string, subject: string, about: string): EventRow => ({
  ...{ schema, subject, about, sent: true, at: 1000 },
  id: `${subject} of ${about}`,
});
const RECEIVED = event('alert', NoticeReceived.subject, 'ntc_1');
const reader = `catalog-${NoticeReceived.subject.replaceAll('.', '-')}`;

/** An observatory that did all it promised about one alert, one target, one frame. */
const WELL: Holdings = {
  notices: [{ id: 'ntc_1', trigger: 'a1', decision: 'observe', request: 'req_1' }],
  matches: [{ notice: 'ntc_1', target: 'tgt_1' }],
  requests: [{ id: 'req_1', trigger: 'a1' }],
  targets: [{ id: 'tgt_2', name: 'T1' }],
  events: [
    RECEIVED,
    event('catalog', NoticeMatched.subject, 'ntc_1'),
    event('schedule', NoticeJudged.subject, 'ntc_1'),
    event('alert', NoticeConcluded.subject, 'ntc_1'),
    event('catalog', TargetAdded.subject, 'tgt_2'),
  ],
  inbox: [{ schema: 'catalog', consumer: reader, event: RECEIVED.id }],
  consumers: [{ schema: 'catalog', name: reader, at: 1000 }],
  deadLetters: [],
  processes: [{ id: 'prc_1', state: 'SUCCEEDED' }],
  jobs: [{ id: 'job_1', state: 'SUCCEEDED', leased: false }],
  frames: [{ sha256: 'f1' }],
  taken: [{ command: 'cmd_1', sha256: 'f1' }],
  files: [{ name: 'f1', sha256: 'f1' }],
  temporary: [],
  strangers: [],
};

type Table = { [Name in keyof Holdings]: Holdings[Name] extends readonly unknown[] ? Name : never }[keyof Holdings];

const twice = (table: Table): Holdings => ({ ...WELL, [table]: [...WELL[table], ...WELL[table]] });
const without = (table: Table): Holdings => ({ ...WELL, [table]: [] });
const counts = (record: Holdings, ledger = LEDGER): number[] => {
  const { lost, doubled, untidy } = compare(ledger, record);
  return [lost.length > 0, doubled.length > 0, untidy.length > 0].map(Number);
};
const FINE = [0, 0, 0];
const LOST = [1, 0, 0];
const DOUBLED = [0, 1, 0];
const UNTIDY = [0, 0, 1];

describe('the audit of an observatory', () => {
  it('finds nothing where everything is there once', () => expect(counts(WELL)).toEqual(FINE));

  it.each(['notices', 'matches', 'requests', 'targets', 'events', 'frames', 'files'] as const)(
    'misses what is gone from %s',
    (table) => expect(counts(without(table))).toEqual(LOST),
  );

  it.each(['notices', 'matches', 'requests', 'targets', 'events', 'frames', 'taken'] as const)(
    'sees what is twice in %s',
    (table) => expect(counts(twice(table))).toEqual(DOUBLED),
  );

  it.each(WELL.events.map(({ subject }, gone) => ({ subject, gone })))('misses $subject alone', ({ gone }) =>
    expect(counts({ ...WELL, events: WELL.events.filter((_, i) => i !== gone), inbox: [] })).toEqual(LOST),
  );

  it('misses a judgement that never came', () => {
    const notices = WELL.notices.map((notice) => ({ ...notice, decision: 'pending' }));
    expect(counts({ ...WELL, notices })).toEqual(LOST);
  });

  it('sees a consumer that never had an event', () => {
    const later = { ...RECEIVED, id: 'later', about: 'ntc_9' };
    expect(counts({ ...WELL, events: [...WELL.events, later] })).toEqual(LOST);
  });

  it('asks nothing of a consumer about the time before it was there', () => {
    const earlier = { ...RECEIVED, id: 'earlier', about: 'ntc_9', at: 999 };
    expect(counts({ ...WELL, events: [...WELL.events, earlier] })).toEqual(FINE);
    expect(counts({ ...WELL, events: [...WELL.events, earlier], consumers: [] })).toEqual(LOST);
  });

  it('does not miss an event that a person threw away, nor one of an agent that was taken out of service', () => {
    const later = { ...RECEIVED, id: 'later', about: 'ntc_9' };
    const record = { ...WELL, events: [...WELL.events, later] };
    expect(compare(LEDGER, record, { putAway: new Set(['later']), retired: new Set() }).lost).toEqual([]);
    expect(compare(LEDGER, record, { putAway: new Set(), retired: new Set(['catalog']) }).lost).toEqual([]);
    expect(compare(LEDGER, record, { putAway: new Set(['another']), retired: new Set() }).lost).toHaveLength(1);
  });

  it.each<[string, Partial<Holdings>]>([
    ['an event still in the outbox', { events: WELL.events.map((row) => ({ ...row, sent: false })) }],
    ['a dead letter', { deadLetters: [{ consumer: reader, reason: 'it threw' }] }],
    ['a process that never ended', { processes: [{ id: 'prc_1', state: 'RUNNING' }] }],
    ['a job that nobody runs', { jobs: [{ id: 'job_1', state: 'RUNNING', leased: false }] }],
    ['a file that is not what its name says', { files: [{ name: 'f1', sha256: 'f2' }] }],
    ['a temporary file', { temporary: ['products/f1.part'] }],
    ['a process of a dead supervisor', { strangers: ['17 node main.js'] }],
  ])('sees %s', (_, part) => expect(counts({ ...WELL, ...part })).toEqual(UNTIDY));

  it('lets a job alone that somebody runs', () => {
    expect(counts({ ...WELL, jobs: [{ id: 'job_1', state: 'RUNNING', leased: true }] })).toEqual(FINE);
  });

  it('allows what was not acknowledged to be there or not, but not twice, and says that it was never answered', () => {
    const unanswered = LEDGER.filter(({ step }) => step === 'sent');
    const nothing = { ...WELL, notices: [], targets: [], matches: [], requests: [], events: [], inbox: [] };
    expect(counts(nothing, unanswered)).toEqual(UNTIDY);
    expect(counts(WELL, unanswered)).toEqual(UNTIDY);
    expect(counts(twice('notices'), unanswered)[1]).toBe(1);
  });

  it('says that an alert was refused, which a repeated one never is', () => {
    const refused: Entry[] = [
      { step: 'sent', what: 'alert', key: 'a2', role: 'test' },
      { step: 'refused', what: 'alert', key: 'a2', says: 'no' },
    ];
    expect(counts(WELL, [...LEDGER, ...refused])).toEqual(UNTIDY);
  });
});
