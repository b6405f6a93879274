import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, query, URL_OPTION } from '../gateway/gateway.js';
import { Job, jobCells } from '../gateway/job.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

const Jobs = z.object({ results: z.array(Job), next: z.string().nullable() });

export const queueJobs = defineCommand({
  name: 'queue jobs',
  says: 'Lists jobs of a queue: those that wait in the order of their turn, then what runs, then the newest first.',
  examples: [
    ['nightjar queue jobs photometry', 'the first hundred'],
    ['nightjar queue jobs photometry --state FAILED --limit 10 --json', 'the last ten that failed, as JSON'],
  ],
  options: {
    ...URL_OPTION,
    state: { type: 'string', value: 'STATE', says: 'only those in this state, e.g. WAITING, RUNNING, FAILED, LOST' },
    limit: { type: 'string', value: 'N', says: 'at most so many; default: 100' },
  },
  positional: { name: 'QUEUE', required: true },
  async run({ options: { url, ...filter }, positionals: [name], json }, world) {
    const path = `/api/queues/${part(name)}/jobs${query(filter)}`;
    const { results, next } = await new Gateway(world, url).json(Jobs, path);
    if (json) for (const job of results) sayJson(world, job);
    else world.say(table(results.map(jobCells)));
    if (next !== null) world.talk('there are more; --limit N shows them\n');
    return Exit.ok;
  },
});
