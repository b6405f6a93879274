import { z } from 'zod';
import { Exit, Stop } from '../exit.js';
import { sayJson, type World } from '../world.js';

// only what is shown is asked for, so that a newer gateway is understood too

export const Letter = z.looseObject({
  id: z.string(),
  subject: z.string(),
  consumer: z.string(),
  reason: z.string(),
  attempts: z.number(),
  failedAt: z.string(),
});

/** What became of letters, service by service. */
export const Handled = z.looseObject({
  count: z.number(),
  services: z.array(z.looseObject({ service: z.string(), count: z.number(), because: z.string().nullish() })),
});

/** Which letters a command is about, beside those it names. */
export const LETTER_OPTIONS = {
  service: { type: 'string', value: 'SERVICE', says: 'those that this service gave up' },
  consumer: { type: 'string', value: 'CONSUMER', says: 'those that this consumer or queue gave up' },
  subject: { type: 'string', value: 'SUBJECT', says: 'those of this subject' },
} as const;
export const ALL_OPTION = { all: { type: 'boolean', says: 'every one there is' } } as const;

interface Filter {
  readonly service: string | undefined;
  readonly consumer: string | undefined;
  readonly subject: string | undefined;
  readonly all: boolean;
}

/** What was chosen, as the gateway takes it. @throws Stop (usage) when nothing was */
export function choice(command: string, ids: readonly string[], { all, ...filter }: Filter): object {
  const named = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  if (ids.length === 0 && Object.keys(named).length === 0 && !all) {
    throw new Stop(
      Exit.usage,
      `${command}: which letters? Name them, or say --service, --consumer, --subject or --all`,
    );
  }
  return { ...named, ...(ids.length > 0 ? { ids } : {}), ...(all ? { all } : {}) };
}

/** Says how many, and on standard error which service refused. @returns failure when one did */
export function sayHandled(world: World, handled: z.output<typeof Handled>, done: string, json: boolean): Exit {
  if (json) sayJson(world, handled);
  else world.say(`${handled.count} ${done}\n`);
  const refused = handled.services.filter(({ because }) => because != null);
  for (const { service, because } of refused) world.talk(`${service}: ${because ?? ''}\n`);
  return handled.count === 0 && refused.length > 0 ? Exit.failure : Exit.ok;
}
