import { z } from 'zod';

/** The tag of a template that is kept; its product is a frame. */
export const TEMPLATE_TAG = 'template';

/** What the product of a kept template tells of it. Positions are ICRS. */
export const TemplateFacts = z.object({
  filter: z.string().describe('The band of the frames, as inspection names it.'),
  raDeg: z.number(),
  decDeg: z.number(),
  radiusDeg: z.number().positive().describe('From the centre to the farthest corner.'),
  corners: z
    .array(z.object({ raDeg: z.number(), decDeg: z.number() }))
    .length(4)
    .describe('Outer corners in the order of the edge.'),
  pixelScaleArcsec: z.number().positive(),
  fwhmPx: z.number().positive().describe('Median width of its stars.'),
  exposureS: z.number().nonnegative().nullable().describe('Of all frames together; null where one does not tell.'),
  frames: z.array(z.string()).describe('The products that went in, the one that gave the pixels first.'),
});
export type TemplateFacts = z.output<typeof TemplateFacts>;
