import { NoticeConcluded, NoticeJudged, NoticeMatched, NoticeReceived, TargetAdded } from '@nightjar/contracts';
import type { Entry } from './ledger.js';
import type { EventRow, Holdings } from './holdings.js';

/** What is wrong, a sentence each. */
export interface Findings {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly untidy: readonly string[];
}

const OVER: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST']);

/** What a fault did knowingly, and nobody need be blamed for. */
export interface Known {
  /** Events that could not be handled and that a person threw away. */
  readonly putAway: ReadonlySet<string>;
  /** Schemas of agents that were taken out of service: nobody reads for them any more. */
  readonly retired: ReadonlySet<string>;
}

const NOTHING: Known = { putAway: new Set(), retired: new Set() };

/** Holds what was sent against what is there. Reads nothing, asks nobody. */
export function compare(ledger: readonly Entry[], record: Holdings, known: Known = NOTHING): Findings {
  const parts = [alerts(ledger, record), targets(ledger, record), frames(record), atRest(record, known)];
  return {
    lost: parts.flatMap(({ lost }) => lost),
    doubled: parts.flatMap(({ doubled }) => doubled),
    untidy: parts.flatMap(({ untidy }) => untidy),
  };
}

class Book {
  readonly lost: string[] = [];
  readonly doubled: string[] = [];
  readonly untidy: string[] = [];

  /** Exactly one; with `most` as the only word where none is allowed too. */
  one(count: number, what: string, least: 0 | 1 = 1): void {
    if (count < least) this.lost.push(`${what} is not there`);
    if (count > 1) this.doubled.push(`${what} is there ${count} times`);
  }
}

/** Every acknowledged alert once, with each of its effects once. One that was not acknowledged: at most once. */
function alerts(ledger: readonly Entry[], record: Holdings): Findings {
  const book = new Book();
  const acked = answered(ledger, 'alert');
  const notices = grouped(record.notices, ({ trigger }) => trigger);
  const matches = grouped(record.matches, ({ notice }) => notice);
  const requests = grouped(record.requests, ({ trigger }) => trigger ?? '');
  const told = grouped(record.events, ({ subject, about }) => `${subject} ${about}`);
  for (const { key, answer, says } of acked) {
    if (answer === 'refused') book.untidy.push(`alert ${key} was refused: ${says}`);
    if (answer === undefined) book.untidy.push(`alert ${key} was never answered`);
    const found = notices.get(key) ?? [];
    book.one(found.length, `the notice of alert ${key}`, answer === 'acked' ? 1 : 0);
    const [notice] = found;
    if (!notice) continue;
    book.one(matches.get(notice.id)?.length ?? 0, `the catalogue's match of alert ${key}`);
    if (notice.decision === 'pending') book.lost.push(`the judgement of alert ${key} is not there`);
    book.one(requests.get(key)?.length ?? 0, `the request of alert ${key}`, notice.request === null ? 0 : 1);
    for (const subject of ALERT_EVENTS)
      book.one(told.get(`${subject} ${notice.id}`)?.length ?? 0, `${subject} of alert ${key}`);
  }
  return book;
}

/** The events by which one notice passes from room to room, each told once. */
const ALERT_EVENTS = [NoticeReceived, NoticeMatched, NoticeJudged, NoticeConcluded].map(({ subject }) => subject);

/** Every target that the API accepted, once, and told once. */
function targets(ledger: readonly Entry[], record: Holdings): Findings {
  const book = new Book();
  const rows = grouped(record.targets, ({ name }) => name);
  const told = grouped(
    record.events.filter(({ subject }) => subject === TargetAdded.subject),
    ({ about }) => about ?? '',
  );
  for (const { key, answer, says } of answered(ledger, 'target')) {
    if (answer === 'refused') book.untidy.push(`target ${key} was refused: ${says}`);
    if (answer === undefined) book.untidy.push(`target ${key} was never answered`);
    const found = rows.get(key) ?? [];
    book.one(found.length, `target ${key}`, answer === 'acked' ? 1 : 0);
    for (const { id } of found) book.one(told.get(id)?.length ?? 0, `the event of target ${key}`);
  }
  return book;
}

/** Every frame that was taken has one row and one file, and every file is what its name says. */
function frames({ frames, taken, files }: Holdings): Findings {
  const book = new Book();
  const rows = grouped(frames, ({ sha256 }) => sha256);
  const stored = new Set(files.map(({ name }) => name));
  for (const { command, sha256 } of taken) {
    book.one(rows.get(sha256)?.length ?? 0, `the row of the frame of ${command}`);
    if (!stored.has(sha256)) book.lost.push(`the file of the frame of ${command} is not there`);
  }
  for (const [sha256, { length }] of grouped(taken, ({ sha256 }) => sha256))
    if (length > 1) book.doubled.push(`frame ${sha256} came of ${length} commands`);
  for (const { sha256 } of frames) if (!stored.has(sha256)) book.lost.push(`the file of frame ${sha256} is not there`);
  for (const { name, sha256 } of files)
    if (name !== sha256) book.untidy.push(`product ${name} holds something else: ${sha256}`);
  return book;
}

/** What must be true of an observatory that nothing is asked of any more. */
function atRest(record: Holdings, known: Known): Findings {
  const book = new Book();
  for (const { schema, subject, id } of record.events.filter(({ sent }) => !sent))
    book.untidy.push(`${schema}: ${subject} ${id} is still in the outbox`);
  for (const says of gaps(record, known)) book.lost.push(says);
  for (const { consumer, reason } of record.deadLetters) book.untidy.push(`dead letter of ${consumer}: ${reason}`);
  for (const { id, state } of record.processes) if (!OVER.has(state)) book.untidy.push(`process ${id} is ${state}`);
  for (const { id, state, leased } of record.jobs)
    if (!OVER.has(state) && !leased) book.untidy.push(`job ${id} is ${state} and nobody has a lease on it`);
  for (const path of record.temporary) book.untidy.push(`${path} was left behind`);
  for (const says of record.strangers) book.untidy.push(`a process was left behind: ${says}`);
  return book;
}

/**
 * Events that a consumer has not had. A durable consumer's name ends in the subject it reads, dots as dashes: from its
 * registration on, it must have had every event of that subject that left an outbox.
 */
function gaps({ events, inbox, consumers }: Holdings, { putAway, retired }: Known): string[] {
  const bySubject = grouped(events, ({ subject }) => subject.replaceAll('.', '-'));
  const served = inbox.filter(({ schema }) => !retired.has(schema));
  const had = grouped(served, ({ schema, consumer }) => `${schema}/${consumer}`);
  const registered = new Map(consumers.map(({ schema, name, at }) => [`${schema}/${name}`, at]));
  return [...had].flatMap(([name, rows]) => {
    const subject = /(evt-.+)$/.exec(name)?.[1];
    const seen = new Set(rows.map(({ event }) => event));
    const told: readonly EventRow[] = (subject && bySubject.get(subject)) || [];
    const since = registered.get(name) ?? -Infinity;
    const owed = told.filter(({ id, at }) => at >= since && !putAway.has(id));
    return owed
      .filter(({ id }) => !seen.has(id))
      .map(
        ({ id, at }) => `${name} never had event ${id}, told ${Math.round((at - since) / 1000)} s after it was there`,
      );
  });
}

interface Answered {
  readonly key: string;
  readonly answer: 'acked' | 'refused' | undefined;
  readonly says: string;
}

/** Everything of a kind that was sent, with its answer. */
function answered(ledger: readonly Entry[], what: Entry['what']): Answered[] {
  const mine = ledger.filter((entry) => entry.what === what);
  const answers = new Map(mine.flatMap((entry) => (entry.step === 'sent' ? [] : [[entry.key, entry] as const])));
  return mine
    .filter(({ step }) => step === 'sent')
    .map(({ key }) => ({ key, answer: answers.get(key)?.step, says: answers.get(key)?.says ?? '' }));
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
