import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { Queue } from '../gateway/job.js';
import { sayJson } from '../world.js';

const Drained = z.looseObject({ revoked: z.number(), queue: Queue });

export const queueDrain = defineCommand({
  name: 'queue drain',
  says: 'Revokes every job of a queue that waits; what runs goes on.',
  examples: [['nightjar queue drain photometry --because "wrong reference stars"', 'nothing waits any more']],
  options: { ...URL_OPTION, because: { type: 'string', value: 'TEXT', says: 'why; it stands in each revoked job' } },
  positional: { name: 'QUEUE', required: true },
  async run({ options: { url, because }, positionals: [name], json }, world) {
    const order = because === undefined ? {} : { because };
    const drained = await new Gateway(world, url).post(Drained, `/api/queues/${part(name)}/drain`, order);
    if (json) sayJson(world, drained);
    else world.say(`${drained.queue.name}: ${drained.revoked} revoked\n`);
    return Exit.ok;
  },
});
