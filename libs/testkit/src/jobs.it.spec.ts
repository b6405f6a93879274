import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { inTrace } from '@nightjar/bus';
import {
  DrainQueue,
  EnqueueJob,
  ListJobs,
  ListQueues,
  MoveJob,
  newId,
  PauseAgent,
  PauseQueue,
  PingAgent,
  PlanNight,
  ResumeAgent,
  ResumeQueue,
  RetryJob,
  RevokeJob,
  type Job,
  type JobContract,
  type JobOrder,
  type QueueState,
  type TakesIn,
} from '@nightjar/contracts';
import type { RunningService } from '@nightjar/service-kit';
import type { z } from 'zod';
import { startNight, type Night } from './night.js';
import { Brief, practise, Trial } from './practise.fixture.js';

const here = { instance: 'practise', actor: 'ada', timeoutMs: 20_000 };
const OVER = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST'];

describe('a queue', () => {
  let night: Night;
  let service: RunningService;
  let numbers = 0;
  beforeAll(async () => {
    night = await startNight();
    service = await night.start(practise);
  });
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await night.ask(ResumeQueue, { queue: 'trial' }, here);
    await until(
      async () => (await queueNamed('trial')).depth === 0 && (await queueNamed('trial')).running.length === 0,
    );
  });

  const ask = (
    payload: object = {},
    order: z.input<typeof JobOrder> = {},
    contract: JobContract = Trial,
  ): Promise<Job> =>
    night.ask(EnqueueJob, { subject: contract.subject, payload: { n: ++numbers, ...payload }, ...order }, here);
  const job = async (id: string): Promise<Job> => {
    const { results } = await night.ask(ListJobs, { id }, here);
    if (!results[0]) throw new Error(`no ${id}`);
    return results[0];
  };
  const over = async ({ id }: Job): Promise<Job> => {
    await until(async () => OVER.includes((await job(id)).state));
    return job(id);
  };
  const queueNamed = async (name: string): Promise<QueueState> => {
    const found = (await night.ask(ListQueues, {}, here)).results.find((each) => each.name === name);
    if (!found) throw new Error(`no queue ${name}`);
    return found;
  };
  const pause = (): Promise<QueueState> => night.ask(PauseQueue, { queue: 'trial', because: 'a look at it' }, here);
  const resume = (): Promise<QueueState> => night.ask(ResumeQueue, { queue: 'trial' }, here);
  /** Numbers of the jobs in the order in which they were begun. */
  const begun = async (...jobs: Job[]): Promise<number[]> =>
    (
      await night.sql<{ job: string }>('select job from practise.turn where job = any(?::text[]) order by began', [
        `{${jobs.map(({ id }) => id).join(',')}}`,
      ])
    ).map((turn) => jobs.findIndex(({ id }) => id === turn.job) + 1);
  const running = async ({ id }: Job): Promise<void> => {
    await until(async () => (await night.sql('select 1 from practise.turn where job = ?', [id])).length > 0);
  };
  const revoke = (of: Job, more: Partial<TakesIn<typeof RevokeJob>> = {}) =>
    night.ask(RevokeJob, { id: of.id, ...more }, here);

  it('while paused starts nothing and says who paused it; then it goes by priority, and within that by arrival', async () => {
    expect((await pause()).paused).toBe('paused by ada: a look at it');
    const jobs = [await ask(), await ask({}, { priority: -1 }), await ask({}, { priority: 5 }), await ask()];
    const { results } = await night.ask(ListJobs, { queue: 'trial', state: 'WAITING' }, here);
    expect(results.map(({ id, position }) => [jobs.findIndex((one) => one.id === id) + 1, position])).toEqual([
      [3, 1],
      [1, 2],
      [4, 3],
      [2, 4],
    ]);
    expect(await queueNamed('trial')).toMatchObject({ depth: 4, running: [] });
    expect(await begun(...jobs)).toEqual([]);
    await resume();
    await Promise.all(jobs.map(over));
    expect(await begun(...jobs)).toEqual([3, 1, 4, 2]);
  });

  it('keeps who asked, runs the job in the trace of whoever asked, and counts it', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const asked = await inTrace(`00-${traceId}-00f067aa0ba902b7-01`, 'the spec', 'internal', () => ask());
    expect(asked).toMatchObject({ askedBy: 'ada', traceId });
    expect(await over(asked)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, runner: 'practise', because: null });
    const [turn] = await night.sql<{ trace: string }>('select trace from practise.turn where job = ?', [asked.id]);
    expect(turn?.trace).toContain(traceId);
    expect((await queueNamed('trial')).succeededPerMinute).toBeGreaterThan(0);
    const beat = await night.bus.ask(PingAgent, {}, { instance: 'practise' });
    expect(beat.queues).toEqual(['trial', 'brief', 'wide']);
    const metrics = await (await fetch(`${beat.opsUrl}/metrics`)).text();
    expect(metrics).toMatch(/nightjar_queue_depth\{[^}]*queue="trial"[^}]*\} 0/);
    expect(metrics).toMatch(/nightjar_queue_finished_total\{[^}]*queue="trial"[^}]*\} [1-9]/);
  });

  it('starts a job no earlier than it may, and lets others pass meanwhile', async () => {
    const notBefore = new Date(Date.now() + 1200).toISOString();
    const [later, now] = [await ask({}, { notBefore }), await ask()];
    await over(now);
    expect((await job(later.id)).state).toBe('WAITING');
    const { startedAt } = await over(later);
    expect(Date.parse(startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(notBefore));
    expect(await begun(later, now)).toEqual([2, 1]);
  });

  it('starts a job when those before it have succeeded, and cancels it, and what follows it, when one has not', async () => {
    await pause();
    const first = await ask({ ms: 50 });
    const second = await ask({}, { after: [first.id], priority: 9 });
    const broken = await ask({ does: 'fail' });
    const third = await ask({}, { after: [broken.id, first.id] });
    const fourth = await ask({}, { after: [third.id] });
    await resume();
    expect((await over(second)).state).toBe('SUCCEEDED');
    expect(await begun(first, second)).toEqual([1, 2]);
    expect(await over(broken)).toMatchObject({ state: 'FAILED', because: 'it cannot be done', attempt: 1 });
    const because = `${broken.id}, which had to succeed first, is FAILED`;
    expect(await over(third)).toMatchObject({ state: 'CANCELLED', because });
    expect(await over(fourth)).toMatchObject({ state: 'CANCELLED', because });
    expect(await ask({}, { after: [broken.id] })).toMatchObject({ state: 'CANCELLED', because });
    await expect(ask({}, { after: [newId('job')] })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('revokes what waits, so that it never starts, and leaves the order of the others as it was', async () => {
    await pause();
    const jobs = [await ask(), await ask(), await ask(), await ask()];
    const [, second] = jobs as [Job, Job];
    const answer = await revoke(second, { because: 'clouds' });
    expect(answer).toMatchObject({
      outcome: 'REVOKED_WAITING',
      job: { state: 'CANCELLED', because: 'revoked by ada: clouds' },
    });
    await resume();
    await Promise.all(jobs.map(over));
    expect(await begun(...jobs)).toEqual([1, 3, 4]);
    const followed = await night.sql('select state, because from practise.followed where job = ?', [second.id]);
    expect(followed).toEqual([{ state: 'CANCELLED', because: 'revoked by ada: clouds' }]);
    expect(await revoke(second)).toMatchObject({ outcome: 'ALREADY_DONE' });
    await expect(revoke({ ...second, id: newId('job') })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stops what runs only when told to; its handler is told, and the next job goes on', async () => {
    const long = await ask({ does: 'wait', ms: 60_000 });
    const next = await ask();
    await running(long);
    await expect(revoke(long)).rejects.toMatchObject({ code: 'running' });
    const sinceMs = performance.now();
    expect(await revoke(long, { terminate: true, because: 'clouds' })).toMatchObject({
      outcome: 'TERMINATED',
      job: { state: 'CANCELLED', because: 'revoked by ada: clouds' },
    });
    // it would have waited for a minute
    expect(performance.now() - sinceMs).toBeLessThan(50_000);
    const [turn] = await night.sql<{ aborted: string }>('select aborted from practise.turn where job = ?', [long.id]);
    expect(turn?.aborted).toBe('Error: it was revoked');
    expect((await over(next)).state).toBe('SUCCEEDED');
    const followed = await night.sql<{ state: string }>(
      'select state from practise.followed where job = ? order by seq',
      [long.id],
    );
    expect(followed.map(({ state }) => state)).toEqual(['CANCELLING', 'CANCELLED']);
  });

  it('refuses every write of a job that was told to stop, and says so when it does not end in time', async () => {
    const deaf = await ask({ does: 'write late', ms: 3000 });
    await running(deaf);
    const answer = await revoke(deaf, { terminate: true });
    expect(answer).toMatchObject({ outcome: 'TERMINATED', job: { state: 'CANCELLED', because: 'revoked by ada' } });
    expect(await night.sql('select 1 from practise.effect where n = ?', [numbers])).toEqual([]);

    const mute = await ask({ does: 'hang' });
    await running(mute);
    const answers = await Promise.all([revoke(mute, { terminate: true }), revoke(mute, { terminate: true })]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['TERMINATED', 'TERMINATED']);
  }, 240_000);

  it('gives a waiting job the place that an operator wants', async () => {
    await pause();
    const jobs = [await ask(), await ask({}, { priority: 2 }), await ask(), await ask(), await ask()];
    const [first, urgent, third, fourth, fifth] = jobs as [Job, Job, Job, Job, Job];
    const move = (of: Job, to: TakesIn<typeof MoveJob>['to']) => night.ask(MoveJob, { id: of.id, to }, here);
    expect(await move(fifth, 'front')).toMatchObject({ position: 1, priority: 2 });
    expect(await move(first, 'back')).toMatchObject({ position: 5 });
    expect(await move(fourth, { before: third.id })).toMatchObject({ position: 3 });
    expect(await move(third, { after: urgent.id })).toMatchObject({ position: 3, priority: 2 });
    await resume();
    await Promise.all(jobs.map(over));
    expect(await begun(...jobs)).toEqual([5, 2, 3, 4, 1]);
    await expect(move(first, 'front')).rejects.toMatchObject({ code: 'not_waiting' });
  });

  it('finds room for a move however often the same gap was used', async () => {
    await pause();
    const [a, b, c] = [await ask(), await ask(), await ask()];
    for (let i = 0; i < 60; i++) {
      await night.ask(MoveJob, { id: (i % 2 ? b : c).id, to: { after: a.id } }, here);
    }
    await resume();
    await Promise.all([a, b, c].map(over));
    expect(await begun(a, b, c)).toEqual([1, 2, 3]);
  });

  it('is drained of what waits; what runs goes on', async () => {
    const busy = await ask({ does: 'wait', ms: 400 });
    await running(busy);
    const waiting = [await ask(), await ask()];
    const drained = await night.ask(DrainQueue, { queue: 'trial', because: 'a new plan' }, here);
    expect(drained).toMatchObject({ revoked: 2, queue: { depth: 0 } });
    expect((await over(busy)).state).toBe('SUCCEEDED');
    for (const one of waiting)
      expect(await job(one.id)).toMatchObject({ state: 'CANCELLED', because: 'revoked by ada: a new plan' });
    await expect(night.ask(DrainQueue, { queue: 'nowhere' }, here)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tries what throws again after a rest, lets others pass, and gives it up after the last attempt', async () => {
    const [poison, other] = [await ask({ does: 'throw' }), await ask()];
    const failed = await over(poison);
    expect(failed).toMatchObject({ state: 'FAILED', attempt: 3, because: 'attempt 3 of 3 failed: no' });
    expect(await begun(poison, other)).toEqual([1, 2, 1, 1]);
    const letters = () =>
      night.sql('select consumer, reason from practise.dead_letter where message_id = ?', [poison.id]);
    expect(await letters()).toEqual([{ consumer: 'queue-trial', reason: 'attempt 3 of 3 failed: no' }]);
    await pause();
    const again = await night.ask(RetryJob, { id: poison.id }, here);
    expect(again).toMatchObject({ state: 'WAITING', attempt: 0, because: null });
    expect(await letters()).toEqual([]);
    await expect(night.ask(RetryJob, { id: poison.id }, here)).rejects.toMatchObject({ code: 'not_over' });
    await revoke(again);
  });

  it('stops what takes too long, and gives it up after the last attempt', async () => {
    const slow = await ask({ does: 'wait', ms: 60_000 }, {}, Brief);
    expect(await over(slow)).toMatchObject({ state: 'FAILED', because: 'attempt 2 of 2 took longer than 1 s' });
    const [turn] = await night.sql<{ aborted: string }>('select aborted from practise.turn where job = ?', [slow.id]);
    expect(turn?.aborted).toBe('Error: it took too long');
  });

  it('makes one of many with the same key while that one waits, and another when it has begun', async () => {
    const database = service.database;
    if (!database) throw new Error('practise has a database');
    const keyed = (): Promise<string> =>
      database.transaction((tx) => tx.enqueue(Trial, { n: 0, ms: 300 }, { key: 'one' }));
    await pause();
    const many = await Promise.all(Array.from({ length: 8 }, keyed));
    expect(new Set(many).size).toBe(1);
    await resume();
    await running(await job(many[0] ?? ''));
    const next = await keyed();
    expect(next).not.toBe(many[0]);
    expect((await over(await job(next))).state).toBe('SUCCEEDED');
  });

  it('starts no keyed job before the transaction that counts on it has committed', async () => {
    const database = service.database;
    if (!database) throw new Error('practise has a database');
    await pause();
    const first = await database.transaction((tx) => tx.enqueue(Trial, { n: 0 }, { key: 'two' }));
    await database.transaction(async (tx) => {
      expect(await tx.enqueue(Trial, { n: 0 }, { key: 'two' })).toBe(first);
      await resume();
      await new Promise((done) => setTimeout(done, 1500));
      expect((await job(first)).state).toBe('WAITING');
    });
    expect((await over(await job(first))).state).toBe('SUCCEEDED');
  });

  it('starts a job although its wake-up was lost', async () => {
    await night.sql(
      `insert into practise.job (id, queue, subject, payload, state, priority, attempts, after, asked_by)
       values (?, 'trial', ?, '{"n": 1, "does": "write", "ms": 0}', 'WAITING', 0, 3, '{}', 'nobody')`,
      [newId('job'), Trial.subject],
    );
    const [row] = await night.sql<{ id: string }>(`select id from practise.job where asked_by = 'nobody'`);
    const done = await over(await job(row?.id ?? ''));
    const waitedMs = Date.parse(done.startedAt ?? '') - Date.parse(done.createdAt);
    expect(done.state).toBe('SUCCEEDED');
    console.log(`without a wake-up it began after ${waitedMs} ms`);
  });

  it('starts nothing while its agent is paused, and goes on when that is resumed', async () => {
    await night.ask(PauseAgent, { because: 'a fire drill' }, here);
    const waits = await ask();
    await new Promise((done) => setTimeout(done, 1300));
    expect((await job(waits.id)).state).toBe('WAITING');
    await night.ask(ResumeAgent, {}, here);
    expect((await over(waits)).state).toBe('SUCCEEDED');
  });

  it('lists page by page: what waits in its order, then what runs, then the newest of what is over', async () => {
    const busy = await ask({ does: 'wait', ms: 800 });
    await running(busy);
    const waiting = [await ask(), await ask({}, { priority: 1 })] as const;
    const paged: Job[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await night.ask(ListJobs, { queue: 'trial', limit: 4, ...(cursor ? { cursor } : {}) }, here);
      paged.push(...page.results);
      if (!page.next) break;
      cursor = page.next;
    }
    const [second, first, third, ...rest] = paged;
    expect([second?.id, first?.id, third?.id]).toEqual([waiting[1].id, waiting[0].id, busy.id]);
    const ids = rest.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(paged.map(({ id }) => id)).size).toBe(paged.length);
  });

  it('refuses what is no job of its service, and what breaks the job’s contract', async () => {
    const enqueue = (subject: string, payload: unknown) => night.ask(EnqueueJob, { subject, payload }, here);
    await expect(enqueue(PlanNight.subject, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(enqueue(Trial.subject, { n: 'one' })).rejects.toMatchObject({ code: 'invalid' });
  });
});

async function until(fits: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await fits())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms`);
    await new Promise((done) => setTimeout(done, 25));
  }
}
