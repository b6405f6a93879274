import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelRequest,
  ListRequests,
  NoticeJudged,
  NoticeMatched,
  ObservationChanged,
  PlanMade,
  Replan,
  RequestChanged,
  type ObservationRequest,
} from '@nightjar/contracts';
import { PlayedClock } from '@nightjar/service-kit';
import { eventually, type Night, startNight } from '@nightjar/testkit';
import { burst, observationOf } from './burst.fixture.js';
import { scheduler } from './scheduler.module.js';

describe('a plan made anew', () => {
  let night: Night;
  /** A minute passes in a second, so that each plan puts what waits at another time. */
  beforeAll(async () => {
    night = await startNight({ services: [scheduler], clock: new PlayedClock(new Date('2008-03-19T06:13:10Z'), 60) });
    await night.until(PlanMade);
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  const begin = async (trigger: string): Promise<string> => {
    const at = night.clock.now().toISOString();
    const matched = burst(trigger, { receivedAt: at, eventTime: at });
    await night.publish(NoticeMatched, matched);
    const { outcome } = await night.until(NoticeJudged, ({ notice }) => notice === matched.notice.id);
    await night.until(RequestChanged, ({ id, state }) => id === outcome.request && state === 'SCHEDULED');
    return outcome.request ?? '';
  };
  /** Makes a plan, and waits until the requests have learnt of it. */
  const replan = async (): Promise<void> => {
    const { job } = await night.ask(Replan, { because: 'to see' });
    await eventually(
      async () =>
        (await night.sql(`select 1 from schedule.job where id = ? and state = 'SUCCEEDED'`, [job])).length > 0,
    );
  };
  const request = async (id: string): Promise<ObservationRequest | undefined> =>
    (await night.ask(ListRequests, { id })).results[0];
  const told = async (id: string): Promise<string[]> =>
    (
      await night.sql<{ state: string }>(
        `select payload ->> 'state' as state from schedule.outbox where subject = ? and aggregate = ? order by seq`,
        [RequestChanged.subject, id],
      )
    ).map(({ state }) => state);

  it('tells nothing of a request that it leaves in the plan, whose words say the new time all the same', async () => {
    const id = await begin('20');
    const before = await request(id);
    expect(await told(id)).toEqual(['PENDING', 'SCHEDULED']);
    await eventually(async () => {
      await replan();
      return (await request(id))?.because !== before?.because;
    }, 30_000);
    expect(await request(id)).toMatchObject({ state: 'SCHEDULED', because: expect.stringContaining('planned for') });
    expect(await told(id)).toEqual(['PENDING', 'SCHEDULED']);
  }, 240_000);

  it('tells of a request that it takes out of the plan, and of one that it takes in again', async () => {
    const id = await begin('21');
    const [{ windows } = { windows: '' }] = await night.sql<{ windows: string }>(
      'select windows::text as windows from schedule.request where id = ?',
      [id],
    );
    const later = [{ startAt: '2008-03-25T06:00:00.000Z', endAt: '2008-03-25T07:00:00.000Z' }];
    const set = (json: string) => night.sql('update schedule.request set windows = ?::jsonb where id = ?', [json, id]);
    await set(JSON.stringify(later));
    await replan();
    expect(await request(id)).toMatchObject({ state: 'PENDING', because: expect.stringContaining('not planned') });
    await replan();
    expect(await told(id)).toEqual(['PENDING', 'SCHEDULED', 'PENDING']);
    await set(windows);
    await replan();
    expect(await told(id)).toEqual(['PENDING', 'SCHEDULED', 'PENDING', 'SCHEDULED']);
  }, 240_000);

  it('does not undo what became of a request meanwhile: it keeps its state, and is told as it is stored', async () => {
    const id = await begin('22');
    const known = await request(id);
    if (!known) throw new Error('it was made');
    const running = observationOf(known, { frames: 1 });
    await night.publish(ObservationChanged, running);
    await night.until(RequestChanged, (one) => one.id === id && one.state === 'RUNNING');
    await replan();
    expect([(await request(id))?.state, await told(id)]).toEqual(['RUNNING', ['PENDING', 'SCHEDULED', 'RUNNING']]);
    await night.ask(CancelRequest, { id, because: 'not interesting' });
    await night.publish(ObservationChanged, {
      ...running,
      frames: 2,
      state: 'INTERRUPTED',
      because: 'it was cancelled',
    });
    await eventually(async () => (await told(id)).length === 5);
    const [last] = await night.sql<{ payload: ObservationRequest }>(
      'select payload from schedule.outbox where aggregate = ? and subject = ? order by seq desc limit 1',
      [id, RequestChanged.subject],
    );
    expect(last?.payload).toEqual(await request(id));
    expect(last?.payload).toMatchObject({ state: 'CANCELLED', because: 'not interesting' });
  }, 240_000);
});
