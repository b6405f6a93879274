import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

const Names = z.array(z.string()).default([]);

const Status = z.looseObject({
  name: z.string(),
  state: z.string(),
  because: z.string().nullish(),
  version: z.string(),
  startedAt: z.string(),
  operations: Names,
  queues: Names,
  serves: Names,
  hears: Names,
  outbox: z.number().nullish(),
  deadLetters: z.number().nullish(),
});

export const agentsStatus = defineCommand({
  name: 'agents status',
  says: 'Shows everything an agent can say of itself: what runs, what it answers and hears, what waits to leave.',
  examples: [['nightjar agents status catalog', 'one fact on each line']],
  options: URL_OPTION,
  positional: { name: 'AGENT', required: true },
  async run({ options, positionals: [name], json }, world) {
    const status = await new Gateway(world, options.url).json(Status, `/api/agents/${part(name)}/status`);
    const { state, because, operations, queues, serves, hears, outbox, deadLetters } = status;
    if (json) sayJson(world, status);
    else {
      world.say(
        table([
          ['name', status.name],
          ['state', because ? `${state}: ${because}` : state],
          ['version', status.version],
          ['started', status.startedAt],
          ['runs', operations.join(', ') || 'nothing'],
          ['queues', queues.join(', ') || 'none'],
          ['waits to leave', outbox == null ? 'unknown' : `${outbox} messages`],
          ['dead letters', String(deadLetters ?? 0)],
          ...serves.map((subject) => ['answers', subject]),
          ...hears.map((subject) => ['hears', subject]),
        ]),
      );
    }
    return Exit.ok;
  },
});
