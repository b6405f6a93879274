import { RequestTemplate } from '@nightjar/contracts';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { fieldsFrom } from '../gateway/template.js';
import { sayJson } from '../world.js';

export const templatesSave = defineCommand({
  name: 'templates save',
  says: 'Makes a template of a request, or changes one. For operators.',
  examples: [
    [
      `nightjar templates save "three colours" --target tgt_0118… --facility mount --fields '{"filters": {"V": {"count": 4, "exposureS": 30}}}'`,
      'a new one',
    ],
    ['nightjar templates save deeper --id tpl_0118… --target tgt_0118… --facility mount --open', 'changes it'],
  ],
  options: {
    ...URL_OPTION,
    target: { type: 'string', value: 'ID', says: 'the target' },
    facility: { type: 'string', value: 'NAME', says: 'the telescope' },
    fields: { type: 'string', value: 'JSON', says: 'instrument, filters, priority, start, end, limits' },
    id: { type: 'string', value: 'ID', says: 'the template to change; absent: a new one' },
    open: { type: 'boolean', says: 'anybody may make requests of it, without signing in' },
  },
  positional: { name: 'NAME', required: true },
  async run({ options: { url, target, facility, fields, id, open }, positionals: [name], json }, world) {
    if (!target || !facility) throw new Stop(Exit.usage, 'templates save: say --target and --facility');
    const order = { ...(id ? { id } : {}), name, target, facility, open, fields: fieldsFrom('fields', fields) };
    const template = await new Gateway(world, url).post(RequestTemplate, '/api/request-templates', order);
    if (json) sayJson(world, template);
    else world.say(`${template.id}\n`);
    return Exit.ok;
  },
});
