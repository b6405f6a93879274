import { z } from 'zod';
import { ask, command, event, job, queue } from '../contract.js';
import { Outcome } from '../noun/notice.js';
import { NightPlan, ObservationRequest, RequestId } from '../noun/request.js';
import { Strategy } from '../noun/site.js';
import { id, page, paging } from '../quantity.js';
import { sampleBlock, sampleId, sampleRequest } from './sample.js';

const samplePlan: z.input<typeof NightPlan> = {
  version: 1,
  createdAt: sampleBlock.startAt,
  night: { startAt: '2008-03-19T02:30:00.000Z', endAt: '2008-03-19T12:40:00.000Z' },
  blocks: [sampleBlock],
  unscheduled: [],
};

export const NoticeJudged = event('evt.schedule.notice.judged', {
  says: 'The strategies were held against a notice: what is done about it, and why.',
  of: ({ notice }) => notice,
  carries: z.object({ notice: id('ntc'), outcome: Outcome }),
  example: {
    notice: sampleId('ntc'),
    outcome: { decision: 'observe', because: 'observable now at airmass 1.6', request: sampleId('req') },
  },
});

export const RequestChanged = event('evt.schedule.request.changed', {
  says: 'A request was made or revised, is in another state or has less to expose; `because` says why. When and where one that waits is planned, each PlanMade says.',
  carries: ObservationRequest,
  example: sampleRequest,
});

export const PlanMade = event('evt.schedule.plan.made', {
  says: 'The rest of the night is planned anew.',
  carries: NightPlan,
  example: samplePlan,
});

/** Several triggers may wait; the planner answers all of them with one plan. */
export const SchedulingQueue = queue('scheduling', {
  service: 'scheduler',
  says: 'Plans the rest of the night.',
  timeLimitS: 120,
  attempts: 5,
});

export const PlanNight = job(SchedulingQueue, 'night', {
  says: 'Plan the rest of the night.',
  carries: z.object({ because: z.string() }),
  example: { because: 'a new request' },
});

export const Replan = command('cmd.schedule.plan.replan', {
  says: 'Ask for a new plan; it is made as soon as the queue is free.',
  takes: z.object({ because: z.string().min(1).default('asked for by an operator') }),
  gives: z.object({ outcome: z.literal('queued'), job: z.string() }),
  refuses: [],
  accepts: ({ job }) => job,
  example: { takes: {}, gives: { outcome: 'queued', job: sampleId('job') } },
});

export const CancelRequest = command('cmd.schedule.request.cancel', {
  says: 'Withdraw a request; a running observation of it is stopped.',
  takes: z.object({ id: RequestId, because: z.string().min(1) }),
  gives: ObservationRequest,
  refuses: ['not_found', 'already_over'],
  example: { takes: { id: sampleId('req'), because: 'not interesting' }, gives: sampleRequest },
});

export const ListRequests = ask('ask.schedule.request.list', {
  says: 'Observation requests, newest first.',
  takes: z.object({
    id: RequestId.optional(),
    target: id('tgt').optional(),
    notice: id('ntc').optional(),
    state: ObservationRequest.shape.state.optional(),
    ...paging,
  }),
  gives: page(ObservationRequest),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleRequest], next: null, count: { value: 1, exact: true } } },
});

export const GetPlan = ask('ask.schedule.plan.get', {
  says: 'The plan in force. Version 0, without blocks, before the first.',
  takes: z.object({}),
  gives: NightPlan,
  refuses: [],
  example: { takes: {}, gives: samplePlan },
});

export const ListStrategies = ask('ask.schedule.strategy.list', {
  says: 'The strategies of the site.',
  takes: z.object({}),
  gives: z.object({ results: z.array(Strategy) }),
  refuses: [],
  example: { takes: {}, gives: { results: [] } },
});
