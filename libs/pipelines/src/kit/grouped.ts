import type { z } from 'zod';

/**
 * Parameters that belong together, under one heading in forms and pages: `z.object({ ...grouped('Sky', { … }) })`.
 * @param group the heading, a few words
 */
export function grouped<Shape extends Readonly<Record<string, z.ZodType>>>(group: string, shape: Shape): Shape {
  const named = Object.entries(shape).map(([name, type]) => [name, type.meta({ ...type.meta(), group })] as const);
  return Object.assign({}, shape, Object.fromEntries(named));
}
