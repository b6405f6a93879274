import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { sayJson } from '../world.js';

const Cancelled = z.looseObject({ id: z.string(), identifier: z.string(), state: z.string() });

export const pipelineCancel = defineCommand({
  name: 'pipeline cancel',
  says: 'Cancels a process or a chain: what waits never starts, what runs is ended with all its programs.',
  examples: [
    ['nightjar pipeline cancel prc_0118c4a2-6d10-7000-8000-0000000000a1', 'exit code 5 when it is over already'],
    ['nightjar pipeline cancel chn_0118c4a2-6d10-7000-8000-0000000000a1 --because "wrong field"', 'a whole chain'],
  ],
  options: { ...URL_OPTION, because: { type: 'string', value: 'TEXT', says: 'why; it stands in its record' } },
  positional: { name: 'PROCESS|CHAIN', required: true },
  async run({ options: { url, because }, positionals: [id = ''], json }, world) {
    const kind = id.startsWith('chn_') ? 'chains' : 'processes';
    const path = `/api/${kind}/${part(id)}/cancel`;
    const cancelled = await new Gateway(world, url).post(Cancelled, path, because === undefined ? {} : { because });
    if (json) sayJson(world, cancelled);
    else world.say(`${cancelled.identifier}  ${cancelled.state}\n`);
    return Exit.ok;
  },
});
