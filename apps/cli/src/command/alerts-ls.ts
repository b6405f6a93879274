import { ObservationAlert } from '@nightjar/contracts';
import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, query, URL_OPTION } from '../gateway/gateway.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

const Alerts = z.object({
  results: z.array(ObservationAlert),
  mail: z.object({ ready: z.boolean(), because: z.string() }),
});

export const alertsLs = defineCommand({
  name: 'alerts ls',
  says: 'Lists who wants to be told by e-mail of new data, and whether they were.',
  examples: [
    ['nightjar alerts ls', 'newest first'],
    ['nightjar alerts ls --state UNSURE', 'those of which nobody knows whether they were sent'],
  ],
  options: {
    ...URL_OPTION,
    state: { type: 'string', value: 'STATE', says: 'only in this state: OPEN, DUE, HELD, SENT, UNSURE, FAILED, …' },
  },
  async run({ options: { url, state }, json }, world) {
    const { results, mail } = await new Gateway(world, url).json(Alerts, `/api/observation-alerts${query({ state })}`);
    if (json) for (const alert of results) sayJson(world, alert);
    else
      world.say(
        table(results.map(({ id, state, targetName, email, because }) => [id, state, targetName, email, because])),
      );
    if (!mail.ready) world.talk(`${mail.because}\n`);
    return Exit.ok;
  },
});
