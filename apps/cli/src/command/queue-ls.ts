import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { Queue, queueCells } from '../gateway/job.js';
import { Missing, talkOfMissing } from '../gateway/missing.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

const Queues = z.object({ results: z.array(Queue), missing: Missing });

export const queueLs = defineCommand({
  name: 'queue ls',
  says: 'Lists the queues of a running site: how many jobs wait and how long, what runs, how fast they go.',
  examples: [
    ['nightjar queue ls', 'all queues, those of a silent service as UNKNOWN'],
    ['nightjar queue ls --json', 'one JSON record for each'],
  ],
  options: URL_OPTION,
  async run({ options, json }, world) {
    const { results, missing } = await new Gateway(world, options.url).json(Queues, '/api/queues');
    if (json) for (const queue of results) sayJson(world, queue);
    else world.say(table(results.map((queue) => queueCells(queue, new Date()))));
    talkOfMissing(world, missing);
    return Exit.ok;
  },
});
