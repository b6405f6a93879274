import { ORBIT_SCHEMES, orbitFields, orbitForm } from '@nightjar/astro';
import { z } from 'zod';
import { route, type Route } from './route.js';

export const targetFormRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/target-forms/non-sidereal',
    operation: 'getNonSiderealForm',
    tag: 'catalogue',
    says: 'Fields of a moving target by the scheme of its orbit; those not used by the chosen scheme are hidden.',
    takes: z.object({ scheme: z.enum(ORBIT_SCHEMES).optional() }),
    answers: z.object({
      base_fields: z.array(z.string()),
      scheme_fields: z.record(z.string(), z.array(z.string())),
      fields: z.array(z.string()).describe('What is shown for the scheme asked for.'),
    }),
    run: async ({}, { scheme }) => {
      const { base_fields, scheme_fields } = orbitForm();
      return {
        base_fields: [...base_fields],
        scheme_fields: Object.fromEntries(Object.entries(scheme_fields).map(([name, fields]) => [name, [...fields]])),
        fields: orbitFields(scheme),
      };
    },
  }),
];
