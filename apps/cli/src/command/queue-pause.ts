import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { Queue } from '../gateway/job.js';
import { sayJson } from '../world.js';

export const queuePause = defineCommand({
  name: 'queue pause',
  says: 'Starts no more jobs of a queue until it is resumed; what runs goes on.',
  examples: [['nightjar queue pause photometry --because "the index files are being replaced"', 'what waits, waits']],
  options: { ...URL_OPTION, because: { type: 'string', value: 'TEXT', says: 'why; it is shown to whoever asks' } },
  positional: { name: 'QUEUE', required: true },
  async run({ options, positionals: [name], json }, world) {
    const order = { because: options.because ?? 'from the command line' };
    const queue = await new Gateway(world, options.url).post(Queue, `/api/queues/${part(name)}/pause`, order);
    if (json) sayJson(world, queue);
    else world.say(`${queue.name} is ${queue.paused ?? 'paused'}; ${queue.depth ?? 0} wait\n`);
    return Exit.ok;
  },
});
