import { RequestTemplate } from '@nightjar/contracts';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { templateNamed } from '../gateway/template.js';
import { sayJson } from '../world.js';

export const templatesRm = defineCommand({
  name: 'templates rm',
  says: 'Deletes a template; requests that were made of it stay. For operators.',
  examples: [['nightjar templates rm "three colours"', 'by its name, or by its identifier']],
  options: URL_OPTION,
  positional: { name: 'TEMPLATE', required: true },
  async run({ options: { url }, positionals: [which = ''], json }, world) {
    const gateway = new Gateway(world, url);
    const { id } = await templateNamed(gateway, which);
    const template = await gateway.json(RequestTemplate, `/api/request-templates/${id}`, { method: 'DELETE' });
    if (json) sayJson(world, template);
    else world.say(`${template.name} is deleted\n`);
    return Exit.ok;
  },
});
