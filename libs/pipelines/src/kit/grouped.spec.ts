import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { grouped } from './grouped.js';
import { paramsSchema } from './params.js';

describe('parameters that belong together', () => {
  const cell = z.int().default(256).describe('Side of a cell.').meta({ unit: 'px' });
  const params = z.object({ ...grouped('Sky', { cell }), name: z.string().optional() });

  it('say their heading beside what they said before', () => {
    const { cell: said, name } = paramsSchema({ params })['properties'] as Record<string, object>;
    expect(said).toMatchObject({ group: 'Sky', unit: 'px', default: 256, description: 'Side of a cell.' });
    expect(name).not.toHaveProperty('group');
  });

  it('are read as before', () => {
    expect(params.parse({})).toEqual({ cell: 256 });
    expect(params.safeParse({ cell: 1.5 }).success).toBe(false);
  });
});
