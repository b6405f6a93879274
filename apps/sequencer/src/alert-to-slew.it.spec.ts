import { describe, expect, it } from '@jest/globals';
import {
  newId,
  type Notice,
  NoticeMatched,
  ObservationChanged,
  PlanMade,
  RequestChanged,
  type Target,
} from '@nightjar/contracts';
import { PlayedClock } from '@nightjar/service-kit';
import { startNight } from '@nightjar/testkit';
import { InstrumentsPeer } from './instruments-peer.fixture.js';

const START = '2008-03-19T06:13:05Z';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

const matched = (n: number): { notice: Notice; target: Target; because: string } => {
  const position = { raDeg: 200 + 2 * n, decDeg: 36, errorDeg: 0.05 };
  const notice: Notice = {
    ...{
      id: newId('ntc'),
      ivoid: `ivo://nightjar.test/swift#${n}`,
      role: 'observation',
      version: '2.0',
      title: `burst ${n}`,
    },
    ...{ mission: 'Swift', trigger: String(n), relation: 'new', cites: [], receivedAt: '2008-03-19T06:13:05.000Z' },
    ...{ eventTime: '2008-03-19T06:12:49.000Z', ...position, sha256: 'a'.repeat(64), size: 4000, traceId: TRACE },
    outcome: { decision: 'pending', because: '', request: null },
  };
  const target = { id: newId('tgt'), name: `Swift ${n}`, aliases: [], extras: {}, ...position };
  return {
    notice,
    target: { ...target, epoch: notice.eventTime, createdAt: notice.receivedAt, traceId: TRACE },
    because: 'a new trigger',
  };
};

describe('scheduler and sequencer together', () => {
  it('turn a matched notice into a slew at once, not when the plan says, and into every frame that was asked for', async () => {
    await using night = await startNight({ clock: new PlayedClock(new Date(START), 1) });
    using peer = new InstrumentsPeer(night, { slewMs: 20, exposureMs: 10, domeMs: 20 });
    const clock = { NIGHTJAR_CLOCK: START, NIGHTJAR_CLOCK_ANCHOR: String(Date.now()) };
    await Promise.all([night.spawn('scheduler', clock), night.spawn('sequencer', clock)]);
    await night.until(PlanMade, () => true, 30_000);
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const one = matched(n);
      const began = performance.now();
      await night.publish(NoticeMatched, one, { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
      while (!peer.submissions.some(({ target, order }) => target === one.target.id && order.action === 'slew'))
        await new Promise((done) => setImmediate(done));
      times.push(performance.now() - began);
      await night.until(ObservationChanged, ({ target, state }) => target === one.target.id && state === 'COMPLETED');
      await night.until(RequestChanged, ({ target, state }) => target === one.target.id && state === 'COMPLETED');
    }
    times.sort((a, b) => a - b);
    process.stdout.write(`matched notice to slew: ${times.map((ms) => ms.toFixed(1)).join(', ')} ms\n`);
    const wanted = night.site.strategies[0]?.configurations.reduce((sum, { count }) => sum + count, 0) ?? 0;
    expect(peer.done('expose')).toHaveLength(5 * wanted);
    // The figure is the bench's to hold; here a machine under load must not fail what does not wait for the plan's start.
    expect(times[2]).toBeLessThan(3000);
  }, 240_000);
});
