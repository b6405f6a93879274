import { z } from 'zod';
import { ask, event } from '../contract.js';
import { Observation, RequestId } from '../noun/request.js';
import { id, page, paging } from '../quantity.js';
import { sampleId, sampleObservation } from './sample.js';

export const ObservationChanged = event('evt.sequence.observation.changed', {
  says: 'An observation began, made a step or ended.',
  carries: Observation,
  example: sampleObservation,
});

export const ListObservations = ask('ask.sequence.observation.list', {
  says: 'Observations, newest first.',
  takes: z.object({
    id: id('obs').optional(),
    target: id('tgt').optional(),
    request: RequestId.optional(),
    ...paging,
  }),
  gives: page(Observation),
  refuses: [],
  example: {
    takes: { target: sampleId('tgt') },
    gives: { results: [sampleObservation], next: null, count: { value: 1, exact: true } },
  },
});
