import { z } from 'zod';
import { ask, command, event } from '../contract.js';
import { ObservationAlert } from '../noun/observation-alert.js';
import { ObservationRequest } from '../noun/request.js';
import { RequestFields, RequestTemplate, TemplateId } from '../noun/request-template.js';
import { id, page, paging } from '../quantity.js';
import { sampleId, sampleRequest } from './sample.js';

const sampleTemplate: z.input<typeof RequestTemplate> = {
  id: sampleId('tpl'),
  name: 'three colours',
  target: sampleId('tgt'),
  facility: 'mount',
  fields: { instrument: 'north', filters: { V: { count: 4, exposureS: 30 } } },
  open: false,
  changedAt: '2008-03-19T06:13:05.000Z',
  changedBy: 'administrator',
};

const named = { name: z.string().min(1).max(200), target: id('tgt'), facility: z.string().min(1).max(100) };

export const SaveTemplate = command('cmd.schedule.template.save', {
  says: 'Make a template of a request, or change the one of this identifier. For operators.',
  takes: z.object({
    id: TemplateId.optional(),
    ...named,
    fields: RequestFields,
    open: z.boolean().default(false),
  }),
  gives: RequestTemplate,
  refuses: ['not_allowed', 'not_found', 'not_supported', 'name_taken', 'invalid'],
  example: {
    takes: { name: 'three colours', target: sampleId('tgt'), facility: 'mount', fields: sampleTemplate.fields },
    gives: sampleTemplate,
  },
});

export const DeleteTemplate = command('cmd.schedule.template.delete', {
  says: 'Delete a template; requests that were made of it stay. For operators.',
  takes: z.object({ id: TemplateId }),
  gives: RequestTemplate,
  refuses: ['not_allowed', 'not_found'],
  example: { takes: { id: sampleId('tpl') }, gives: sampleTemplate },
});

export const ListTemplates = ask('ask.schedule.template.list', {
  says: 'Templates of requests, newest first, and whether the asker may make one.',
  takes: z.object({
    id: TemplateId.optional(),
    target: id('tgt').optional(),
    facility: z.string().optional(),
    name: z.string().optional(),
    ...paging,
  }),
  gives: page(RequestTemplate).extend({
    mayCreate: z
      .object({ ok: z.boolean(), because: z.string() })
      .describe('Whether the asker may make a template here.'),
  }),
  refuses: [],
  example: {
    takes: { target: sampleId('tgt'), facility: 'mount' },
    gives: {
      results: [sampleTemplate],
      next: null,
      count: { value: 1, exact: true },
      mayCreate: { ok: true, because: 'administrator is an operator' },
    },
  },
});

export const FillTemplate = ask('ask.schedule.template.fill', {
  says: 'The form of a template as a person is shown it: a name of this second, and dates as YYYY-MM-DD.',
  takes: z.object({ id: TemplateId }),
  gives: z.object({
    name: z.string(),
    fields: RequestFields,
    instruments: z.record(z.string(), z.array(z.string())).describe('Filters that may be asked for, by instrument.'),
  }),
  refuses: ['not_found'],
  example: {
    takes: { id: sampleId('tpl') },
    gives: {
      name: 'three colours-2008-03-19-061305',
      fields: sampleTemplate.fields,
      instruments: { north: ['V', 'R'] },
    },
  },
});

export const Observe = command('cmd.schedule.template.observe', {
  says: 'Make a request of a template, some of its fields replaced; whoever gives an address is told of new data.',
  takes: z.object({
    target: z.string().max(100),
    template: z.string().max(200).describe('Its name.'),
    facility: z.string().max(100),
    overrides: RequestFields.default({}),
    email: z.email().max(254).nullable().default(null),
    openOnly: z.boolean().default(false).describe('True: a template that is not open counts as none.'),
  }),
  gives: ObservationRequest,
  refuses: ['not_found', 'invalid', 'too_many_addresses', 'too_many_requests'],
  example: {
    takes: { target: sampleId('tgt'), template: 'three colours', facility: 'mount', email: 'ada@example.org' },
    gives: { ...sampleRequest, name: 'three colours-2008-03-19-061305' },
  },
});

export const AlertAsked = event('evt.schedule.alert.asked', {
  says: 'Somebody wants to be told by e-mail when a request has new data.',
  carries: ObservationAlert.pick({ id: true, request: true, target: true, targetName: true, email: true }),
  example: {
    id: sampleId('alt'),
    request: sampleId('req'),
    target: sampleId('tgt'),
    targetName: 'Swift 306757',
    email: 'ada@example.org',
  },
});
