import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { Queue } from '../gateway/job.js';
import { sayJson } from '../world.js';

export const queueResume = defineCommand({
  name: 'queue resume',
  says: 'Starts jobs of a paused queue again, in the order of their turn.',
  examples: [['nightjar queue resume photometry', 'the first that waits starts at once']],
  options: URL_OPTION,
  positional: { name: 'QUEUE', required: true },
  async run({ options, positionals: [name], json }, world) {
    const queue = await new Gateway(world, options.url).post(Queue, `/api/queues/${part(name)}/resume`);
    if (json) sayJson(world, queue);
    else world.say(`${queue.name} works; ${queue.depth ?? 0} wait\n`);
    return Exit.ok;
  },
});
