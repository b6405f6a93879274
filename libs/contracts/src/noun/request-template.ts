import { z } from 'zod';
import { id, instant } from '../quantity.js';

export const TemplateId = id('tpl');

/** Fields of a request as a form gives them, by name; the form of the facility says which there are. */
export const RequestFields = z.record(z.string(), z.unknown());
export type RequestFields = z.output<typeof RequestFields>;

/** A named set of fields for requests of one target at one facility, a telescope of the site. */
export const RequestTemplate = z.object({
  id: TemplateId,
  name: z.string().min(1).max(200).describe('Once for a target and facility.'),
  target: id('tgt'),
  facility: z.string().describe('A telescope of the site.'),
  fields: RequestFields,
  open: z.boolean().describe('Whether anybody may make requests of it, without signing in.'),
  changedAt: instant,
  changedBy: z.string(),
});
export type RequestTemplate = z.output<typeof RequestTemplate>;
