import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { Missing, talkOfMissing } from '../gateway/missing.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

const Reconciled = z.object({
  results: z.array(z.looseObject({ agent: z.string(), events: z.number(), jobs: z.number(), consumers: z.number() })),
  missing: Missing,
});

export const busReconcile = defineCommand({
  name: 'bus reconcile',
  says: 'Rebuilds from PostgreSQL what the broker should hold: streams, consumers, everything not yet consumed.',
  examples: [['nightjar bus reconcile', 'what each agent did; exit code 1 when one did not answer']],
  options: URL_OPTION,
  async run({ options, json }, world) {
    const { results, missing } = await new Gateway(world, options.url).post(Reconciled, '/api/bus/reconcile');
    if (json) for (const agent of results) sayJson(world, agent);
    else {
      world.say(
        table(
          results.map(({ agent, events, jobs, consumers }) => [
            agent,
            `${consumers} consumers declared`,
            `${events} events published again`,
            `${jobs} jobs woken`,
          ]),
        ),
      );
    }
    talkOfMissing(world, missing);
    return missing.length > 0 ? Exit.failure : Exit.ok;
  },
});
