import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { records, TestWorld, type Outcome } from '../test-world.fixture.js';
import { json, problem, TestGateway } from './gateway.fixture.js';

const ID = 'job_0118c4a2-6d10-7000-8000-0000000000a1';
const JOB = {
  id: ID,
  queue: 'photometry',
  state: 'WAITING',
  because: null,
  position: 1,
  attempt: 0,
  attempts: 3,
  startedAt: null,
};
const QUEUE = {
  name: 'photometry',
  service: 'pipeline',
  paused: null,
  depth: 2,
  oldestAgeS: 12.4,
  running: [],
  succeededPerMinute: 3.25,
  failedPerMinute: 0,
  unknownBecause: null,
};
const SILENT = {
  ...QUEUE,
  name: 'scheduling',
  service: 'scheduler',
  depth: null,
  running: null,
  unknownBecause: 'silent',
};
const LETTER = {
  id: 'catalog.7',
  subject: 'x',
  consumer: 'catalog-x',
  reason: 'RangeError: no such frame',
  attempts: 6,
  failedAt: '2026-01-01T00:00:00.000Z',
};
const list = (...results: object[]) => ({ results, next: null, count: { value: results.length, exact: true } });

type Answers = Parameters<typeof TestGateway.open>[0];

/** Runs one command line against a gateway that answers so. */
async function run(answers: Answers, ...args: string[]): Promise<Outcome & { asked: TestGateway['asked'] }> {
  using world = new TestWorld();
  world.write('var/admin-token', 'the-token\n');
  await using gateway = await TestGateway.open(answers);
  return { ...(await world.run(...args, '--url', gateway.url)), asked: gateway.asked };
}

describe('nightjar queue ls', () => {
  const answer = { ...list(QUEUE, SILENT), missing: [{ service: 'scheduler', because: 'silent' }] };

  it('shows each queue, and of a silent owner that it is unknown, not that it is empty', async () => {
    const { exit, said, talked } = await run({ 'GET /api/queues': json(200, answer) }, 'queue', 'ls');
    expect({ exit, talked }).toEqual({ exit: 0, talked: 'scheduler is missing: silent\n' });
    expect(said.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['photometry', 'pipeline', 'WORKING', '2 wait, oldest 12 s', 'idle', '3.3/min done, 0.0/min failed'],
      ['scheduling', 'scheduler', 'UNKNOWN', 'silent'],
      [''],
    ]);
  });

  it('shows what runs and for how long, and who paused it', async () => {
    const running = [{ ...JOB, state: 'RUNNING', startedAt: new Date(Date.now() - 90_000).toISOString() }];
    const busy = { ...QUEUE, running, paused: 'paused by ada: clouds' };
    const { said } = await run({ 'GET /api/queues': json(200, { ...list(busy), missing: [] }) }, 'queue', 'ls');
    expect(said).toMatch(new RegExp(`PAUSED .*runs ${ID} for 9\\d s .*paused by ada: clouds`));
  });

  it('gives records with --json', async () => {
    const { said } = await run({ 'GET /api/queues': json(200, answer) }, 'queue', 'ls', '--json');
    expect(records(said)).toEqual([QUEUE, SILENT]);
  });
});

describe('nightjar queue', () => {
  it.each<[string, string[], string, unknown, unknown, string]>([
    [
      'pause',
      ['photometry', '--because', 'clouds'],
      'POST /api/queues/photometry/pause',
      { because: 'clouds' },
      { ...QUEUE, paused: 'paused by ada: clouds' },
      'photometry is paused by ada: clouds; 2 wait\n',
    ],
    ['resume', ['photometry'], 'POST /api/queues/photometry/resume', {}, QUEUE, 'photometry works; 2 wait\n'],
    [
      'drain',
      ['photometry'],
      'POST /api/queues/photometry/drain',
      {},
      { revoked: 2, queue: QUEUE },
      'photometry: 2 revoked\n',
    ],
    ['retry', [ID], `POST /api/jobs/${ID}/retry`, {}, JOB, `${ID} is WAITING in photometry, place 1\n`],
    [
      'move',
      [ID, '--to', 'front'],
      `POST /api/jobs/${ID}/move`,
      { to: 'front' },
      JOB,
      `${ID} has place 1 in photometry\n`,
    ],
    [
      'move',
      [ID, '--to', 'after=job_x'],
      `POST /api/jobs/${ID}/move`,
      { to: { after: 'job_x' } },
      JOB,
      `${ID} has place 1 in photometry\n`,
    ],
    [
      'revoke',
      [ID],
      `POST /api/jobs/${ID}/revoke`,
      { terminate: false },
      { outcome: 'REVOKED_WAITING', job: JOB },
      'REVOKED_WAITING\n',
    ],
    [
      'revoke',
      [ID, '--terminate', '--because', 'x'],
      `POST /api/jobs/${ID}/revoke`,
      { terminate: true, because: 'x' },
      { outcome: 'TERMINATED', job: JOB },
      'TERMINATED\n',
    ],
  ])('%s %j posts what was said and says what came of it', async (verb, args, line, body, answer, says) => {
    const { exit, said, asked } = await run({ [line]: json(200, answer) }, 'queue', verb, ...args);
    expect({ exit, said }).toEqual({ exit: 0, said: says });
    expect(asked).toMatchObject([{ line, body }]);
    expect(records((await run({ [line]: json(200, answer) }, 'queue', verb, ...args, '--json')).said)).toEqual([
      answer,
    ]);
  });

  it('jobs lists those of a queue by state', async () => {
    const line = 'GET /api/queues/photometry/jobs';
    const args = ['queue', 'jobs', 'photometry', '--state', 'WAITING', '--limit', '1'];
    const { said, talked, asked } = await run({ [line]: json(200, { ...list(JOB), next: 'x' }) }, ...args);
    expect(said).toBe(`${ID}  WAITING  place 1  attempt 0 of 3\n`);
    expect(talked).toMatch(/there are more/);
    expect(asked[0]?.line).toBe(`${line}?state=WAITING&limit=1`);
  });

  it('revoke exits 5 when the job runs and was not to be terminated', async () => {
    const refuse = (response: ServerResponse) => problem(response, 409, 'running', 'it runs; say terminate');
    const { exit, talked } = await run({ [`POST /api/jobs/${ID}/revoke`]: refuse }, 'queue', 'revoke', ID);
    expect({ exit, talked }).toEqual({ exit: 5, talked: 'nightjar: it runs; say terminate (running)\n' });
  });

  it.each([
    [['move', ID]],
    [['move', ID, '--to', 'middle']],
    [['move', ID, '--to', 'before=']],
    [['revoke']],
    [['pause']],
  ])('%j exits 2 and asks nobody', async (args) => {
    expect(await run({}, 'queue', ...args)).toMatchObject({ exit: 2, said: '', asked: [] });
  });
});

describe('nightjar letters', () => {
  it('ls shows why each could not be handled, and what is not shown', async () => {
    const answer = {
      ...list(LETTER),
      count: { value: 9, exact: true },
      missing: [{ service: 'alerts', because: 'silent' }],
    };
    const { said, talked, asked } = await run(
      { 'GET /api/dead-letters': json(200, answer) },
      'letters',
      'ls',
      '--service',
      'catalog',
    );
    expect(said).toBe('catalog.7  2026-01-01T00:00:00.000Z  catalog-x  6 attempts  RangeError: no such frame\n');
    expect(talked).toBe('1 of 9; --limit N shows more\nalerts is missing: silent\n');
    expect(asked[0]?.line).toBe('GET /api/dead-letters?service=catalog');
  });

  const handled = { count: 2, services: [{ service: 'catalog', count: 2, because: null }] };

  it.each<[string[], object, string]>([
    [['retry', 'catalog.7', 'catalog.8'], { ids: ['catalog.7', 'catalog.8'] }, '2 tried again\n'],
    [['retry', '--all'], { all: true }, '2 tried again\n'],
    [['discard', '--consumer', 'c', '--because', 'x'], { consumer: 'c', because: 'x' }, '2 discarded\n'],
  ])('%j posts the choice', async (args, body, says) => {
    const line = `POST /api/dead-letters/${args[0] ?? ''}`;
    const { exit, said, asked } = await run({ [line]: json(200, handled) }, 'letters', ...args);
    expect({ exit, said }).toEqual({ exit: 0, said: says });
    expect(asked).toMatchObject([{ line, body }]);
  });

  it.each([['retry'], ['discard']])('%s exits 2 when no letter was chosen', async (verb) => {
    expect(await run({}, 'letters', verb)).toMatchObject({
      exit: 2,
      asked: [],
      talked: expect.stringContaining('--all'),
    });
  });
});

describe('nightjar agents status', () => {
  it('shows one fact on each line', async () => {
    const status = {
      name: 'catalog',
      state: 'DEGRADED',
      because: 'disk',
      version: '1',
      startedAt: 'then',
      operations: [],
      queues: [],
      serves: ['a'],
      hears: ['b'],
      outbox: 4,
      deadLetters: 1,
    };
    const { said } = await run({ 'GET /api/agents/catalog/status': json(200, status) }, 'agents', 'status', 'catalog');
    expect(said).toMatch(/^state +DEGRADED: disk$/m);
    expect(said).toMatch(/^waits to leave +4 messages$/m);
    expect(said).toMatch(/^answers +a\nhears +b$/m);
  });
});

describe('nightjar agents send', () => {
  const line = 'POST /api/agents/scheduler/send';

  it.each<[number, object, string, RegExp]>([
    [0, { outcome: 'done', gives: { results: [] } }, '{"results":[]}\n', /^done$/m],
    [0, { outcome: 'accepted', job: 'job_1', gives: { a: 1 } }, '{"a":1}\n', /accepted as job_1/],
    [0, { outcome: 'started', run: 'cmd_1', gives: { a: 1 } }, '{"a":1}\n', /--aggregate cmd_1/],
    [5, { outcome: 'refused', code: 'already_over', says: 'it is over' }, '', /it is over \(already_over\)/],
    [2, { outcome: 'refused', code: 'invalid', says: 'no' }, '', /no \(invalid\)/],
    [3, { outcome: 'refused', code: 'not_found', says: 'no' }, '', /no \(not_found\)/],
    [6, { outcome: 'timed_out', which: 'unfinished', says: 'perhaps' }, '', /perhaps \(unfinished\)/],
  ])(
    'exits %i on %j, the answer on standard output and the rest on standard error',
    async (exit, sent, said, talked) => {
      const outcome = await run(
        { [line]: json(200, sent) },
        'agents',
        'send',
        'scheduler',
        'Replan',
        '{"because":"x"}',
      );
      expect(outcome).toMatchObject({ exit, said, talked: expect.stringMatching(talked) });
      expect(outcome.asked).toMatchObject([{ body: { contract: 'Replan', payload: { because: 'x' } } }]);
    },
  );

  it('hands on deadline and key, and gives the whole outcome with --json', async () => {
    const sent = { outcome: 'done', gives: {} };
    const args = ['agents', 'send', 'scheduler', 'GetPlan', '--deadline', '30', '--key', 'k', '--json'];
    const { said, asked } = await run({ [line]: json(200, sent) }, ...args);
    expect(records(said)).toEqual([sent]);
    expect(asked).toMatchObject([{ body: { contract: 'GetPlan', payload: {}, deadlineS: 30, idempotencyKey: 'k' } }]);
  });

  it.each([[['scheduler']], [['scheduler', 'Replan', '{']], [['scheduler', 'Replan', '{}', '--deadline', 'soon']]])(
    '%j exits 2 and asks nobody',
    async (args) => {
      expect(await run({}, 'agents', 'send', ...args)).toMatchObject({ exit: 2, said: '', asked: [] });
    },
  );
});

describe('nightjar bus reconcile', () => {
  const did = { agent: 'catalog', events: 12, jobs: 1, consumers: 4 };

  it('says what each agent did', async () => {
    const { exit, said } = await run(
      { 'POST /api/bus/reconcile': json(200, { results: [did], missing: [] }) },
      'bus',
      'reconcile',
    );
    expect({ exit, said }).toEqual({
      exit: 0,
      said: 'catalog  4 consumers declared  12 events published again  1 jobs woken\n',
    });
  });

  it('exits 1 when one did not answer', async () => {
    const answer = { results: [did], missing: [{ agent: 'alerts', because: 'silent' }] };
    const { exit, talked } = await run({ 'POST /api/bus/reconcile': json(200, answer) }, 'bus', 'reconcile');
    expect({ exit, talked }).toEqual({ exit: 1, talked: 'alerts is missing: silent\n' });
  });
});

describe('nightjar events', () => {
  it('replay says what the consumer handled', async () => {
    const line = 'POST /api/events/replay';
    const args = ['events', 'replay', 'catalog-x', '--trace', 'a', '--again'];
    const { exit, said, asked } = await run({ [line]: json(200, { handled: 3, skipped: 40, failed: 0 }) }, ...args);
    expect({ exit, said }).toEqual({ exit: 0, said: '3 handled, 40 left out, 0 failed\n' });
    expect(asked).toMatchObject([{ body: { consumer: 'catalog-x', traceId: 'a', again: true } }]);
  });

  it('tail leaves filtering to the gateway', async () => {
    const { asked } = await run({}, 'events', 'tail', '--subject', 'a.>', '--aggregate', 'tgt_1', '--trace', 't');
    expect(asked[0]?.line).toBe('GET /api/events?subject=a.%3E&aggregate=tgt_1&trace=t');
  });
});
