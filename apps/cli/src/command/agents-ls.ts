import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

// only what is shown is asked for, so that a newer gateway is understood too
const Agents = z.object({
  results: z.array(
    z.looseObject({
      name: z.string(),
      state: z.string(),
      ageS: z.number(),
      because: z.string().nullish(),
      version: z.string().optional(),
    }),
  ),
});

export const agentsLs = defineCommand({
  name: 'agents ls',
  says: 'Lists the agents of a running site: state, age of the last sign of life, and why when not ready.',
  examples: [
    ['nightjar agents ls', 'all agents of the site that runs here'],
    ['nightjar agents ls --json --url http://10.0.0.5:3000', 'one JSON record for each, from another machine'],
  ],
  options: URL_OPTION,
  async run({ options, json }, world) {
    const { results } = await new Gateway(world, options.url).json(Agents, '/api/agents');
    if (json) for (const agent of results) sayJson(world, agent);
    else world.say(table(results.map(({ name, state, ageS, because }) => [name, state, `${ageS} s`, because ?? ''])));
    return Exit.ok;
  },
});
