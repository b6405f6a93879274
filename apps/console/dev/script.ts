import type { NightPlan } from '@nightjar/contracts';
import { at, blockOf, frameOf, idOf, noticeOf, observationOf, requestOf, sky, targetOf } from './facts.ts';
import type { Happening, Says } from './happening.ts';
import { reduce } from './reduction-script.ts';

const script: Happening[] = [];
const says: Says = (afterS, subject, data) => void script.push({ afterS, subject, data });

const planOf = (version: number, madeS: number, blocks: NightPlan['blocks']): NightPlan => ({
  version,
  createdAt: at(madeS),
  night: { startAt: '2008-03-19T02:40:00.000Z', endAt: '2008-03-19T13:10:00.000Z' },
  blocks,
  unscheduled: [
    { request: idOf('req', 4), reason: 'too_low', says: 'above 25° only until 05:21 UTC, before its turn came' },
  ],
});

const evening = (): void => {
  for (const spot of [sky.m67, sky.m3, sky.crab]) {
    says(-90_000, 'evt.catalog.target.added', targetOf(spot));
    says(-80_000, 'evt.schedule.request.changed', requestOf(spot, {}));
  }
  const testNotice = {
    role: 'test' as const,
    title: 'Test of the line',
    mission: 'Swift',
    trigger: '99999',
    receivedAt: at(-4000),
    eventTime: at(-4010),
  };
  says(
    -4000,
    'evt.alert.notice.received',
    noticeOf(8, {
      ...testNotice,
      outcome: { decision: 'ignore', because: 'a test never moves the telescope', request: null },
    }),
  );
  const wide = {
    mission: 'Fermi',
    title: 'Fermi GBM flight position',
    trigger: '227593970',
    errorDeg: 7.4,
    raDeg: 12.2,
    decDeg: -41.3,
    receivedAt: at(-9000),
    eventTime: at(-9034),
  };
  says(
    -9000,
    'evt.alert.notice.received',
    noticeOf(7, {
      ...wide,
      outcome: {
        decision: 'refuse',
        because: 'error radius 7.4° is larger than the 0.5° the field can cover',
        request: null,
      },
    }),
  );
  says(
    -11_000,
    'evt.sequence.observation.changed',
    observationOf(1, sky.crab, {
      state: 'FAILED',
      step: 'focusing',
      because: 'guide star lost',
      startedAt: at(-11_000),
      finishedAt: at(-10_200),
      frames: 1,
    }),
  );
  says(
    -10_000,
    'evt.sequence.observation.changed',
    observationOf(2, sky.m67, {
      state: 'COMPLETED',
      step: 'done',
      startedAt: at(-9900),
      finishedAt: at(-7000),
      frames: 10,
    }),
  );
  says(
    -10_000,
    'evt.schedule.request.changed',
    requestOf(sky.m67, { state: 'COMPLETED', because: 'all 10 frames are taken' }),
  );
  says(-5000, 'evt.schedule.plan.made', planOf(3, -5000, [blockOf(sky.m3, 1200, 4200, 1.08)]));
};

const alert = (): void => {
  const observe = {
    decision: 'observe' as const,
    because: 'observable now at airmass 1.32; strategy burst',
    request: idOf('req', 1),
  };
  says(16, 'evt.alert.notice.received', noticeOf(1, {}));
  says(16.2, 'evt.catalog.target.added', targetOf(sky.burst));
  says(16.3, 'evt.schedule.request.changed', requestOf(sky.burst, { state: 'PENDING', because: 'waits for a plan' }));
  says(16.4, 'evt.alert.notice.concluded', noticeOf(1, { outcome: observe }));
  says(
    16.6,
    'evt.schedule.plan.made',
    planOf(4, 16.6, [blockOf(sky.burst, 17, 380, 1.31), blockOf(sky.m3, 1200, 4200, 1.08)]),
  );
  says(17, 'evt.schedule.request.changed', requestOf(sky.burst, { state: 'RUNNING', because: 'being observed' }));
  says(
    17,
    'evt.sequence.observation.changed',
    observationOf(3, sky.burst, {
      startedAt: at(17),
      step: 'slewing, 41° to go',
      because: 'burst of priority 100 interrupts',
    }),
  );
};

const follow = (): void => {
  const order = ['V', 'V', 'V', 'V', 'R', 'R', 'R', 'R', 'V', 'R'];
  order.forEach((filter, i) => {
    const startS = 32 + i * 36 + (i < 8 ? 0 : 90);
    const frame = frameOf(i + 1, filter, startS);
    const step = { startedAt: at(17), because: 'burst of priority 100 interrupts', frames: i };
    if (i < 8)
      says(
        startS,
        'evt.sequence.observation.changed',
        observationOf(3, sky.burst, { ...step, step: `exposure ${i + 1} of 8, 30 s in ${filter}` }),
      );
    says(startS + 33, 'evt.catalog.product.added', frame);
    reduce(says, { n: i + 1, filter, frame: frame.id, storedS: startS + 33, middleS: startS + 15 });
  });
  says(
    325,
    'evt.sequence.observation.changed',
    observationOf(3, sky.burst, {
      state: 'COMPLETED',
      step: 'done',
      because: null,
      startedAt: at(17),
      finishedAt: at(325),
      frames: 8,
    }),
  );
  says(
    325,
    'evt.schedule.request.changed',
    requestOf(sky.burst, { state: 'COMPLETED', because: 'all 8 frames are taken', remaining: [] }),
  );
  says(326, 'evt.schedule.plan.made', planOf(5, 326, [blockOf(sky.m3, 1200, 4200, 1.08)]));
};

evening();
alert();
follow();

/** The whole played night in the order of time. */
export const NIGHT: readonly Happening[] = script.sort((a, b) => a.afterS - b.afterS);
