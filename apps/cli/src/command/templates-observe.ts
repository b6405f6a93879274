import { ObservationRequest } from '@nightjar/contracts';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { fieldsFrom, templateNamed } from '../gateway/template.js';
import { sayJson } from '../world.js';

export const templatesObserve = defineCommand({
  name: 'templates observe',
  says: 'Makes a request of a template, some of its fields replaced.',
  examples: [
    ['nightjar templates observe "three colours" --email ada@example.org', 'ada is told once, of new data'],
    [`nightjar templates observe tpl_0118… --overrides '{"filters": {"V": {"exposureS": 60}}}'`, 'longer in V'],
  ],
  options: {
    ...URL_OPTION,
    overrides: { type: 'string', value: 'JSON', says: 'fields that take the place of the template’s' },
    email: { type: 'string', value: 'ADDRESS', says: 'who is told of new data' },
  },
  positional: { name: 'TEMPLATE', required: true },
  async run({ options: { url, overrides, email }, positionals: [which = ''], json }, world) {
    const gateway = new Gateway(world, url);
    const { id } = await templateNamed(gateway, which);
    const order = { overrides: fieldsFrom('overrides', overrides), ...(email ? { email } : {}) };
    const request = await gateway.post(ObservationRequest, `/api/request-templates/${id}/observe`, order);
    if (json) sayJson(world, request);
    else world.say(`${request.id} ${request.name ?? ''}\n`);
    return Exit.ok;
  },
});
