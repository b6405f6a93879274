import { z } from 'zod';
import { Exit } from '../exit.js';

// only what is shown is asked for, so that a newer gateway is understood too

export const Process = z.looseObject({
  id: z.string(),
  identifier: z.string(),
  pipeline: z.string(),
  state: z.string(),
  status: z.string(),
  failureMessage: z.string().nullish(),
  durationS: z.number().nullish(),
  steps: z
    .array(z.looseObject({ name: z.string(), status: z.string().optional(), progress: z.number().nullish() }))
    .default([]),
  outputs: z
    .array(
      z.looseObject({
        ...{ kind: z.string(), id: z.string(), name: z.string(), tag: z.string().optional() },
        removed: z.looseObject({ by: z.string() }).optional(),
      }),
    )
    .default([]),
  result: z.record(z.string(), z.unknown()).default({}),
});
export type Process = z.output<typeof Process>;

export const LogLine = z.looseObject({ offset: z.number(), level: z.string(), text: z.string() });

export const Product = z.looseObject({ id: z.string(), name: z.string(), size: z.number(), sha256: z.string() });
export type Product = z.output<typeof Product>;

export const Pipeline = z.looseObject({
  name: z.string(),
  title: z.string(),
  says: z.string(),
  queue: z.string(),
  error: z.string().nullish(),
  flags: z.array(z.looseObject({ name: z.string(), title: z.string(), default: z.boolean() })).default([]),
  params: z.record(z.string(), z.unknown()).default({}),
});

export const Chain = z.looseObject({
  id: z.string(),
  identifier: z.string(),
  state: z.string().default(''),
  because: z.string().nullish(),
  steps: z.array(z.looseObject({ pipeline: z.string(), process: z.string(), state: z.string().default('') })),
});
export type Chain = z.output<typeof Chain>;

/** What a person reads of an output: its identifier, its name, and that it is gone. */
export const outputLine = ({ id, name, removed }: Process['outputs'][number]): string[] => [
  ...['', id, name],
  ...(removed ? [`removed by ${removed.by}`] : []),
];

/** What a script is told of a process that has ended. */
export const exitOf = ({ state }: Process): Exit => (state === 'SUCCEEDED' ? Exit.ok : Exit.failure);
