import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { sayJson } from '../world.js';

const Link = z.object({ url: z.url() });

export const signIn = defineCommand({
  name: 'sign-in',
  says: 'Prints a fresh link that signs a browser in to the console, once.',
  examples: [['nightjar sign-in', 'a link for this browser or another']],
  options: URL_OPTION,
  async run({ options, json }, world) {
    const link = await new Gateway(world, options.url).json(Link, '/api/session/link', { method: 'POST' });
    if (json) sayJson(world, link);
    else world.say(`${link.url}\n`);
    return Exit.ok;
  },
});
