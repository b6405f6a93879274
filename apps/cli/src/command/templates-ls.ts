import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, query, URL_OPTION } from '../gateway/gateway.js';
import { templateCells, Templates } from '../gateway/template.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

export const templatesLs = defineCommand({
  name: 'templates ls',
  says: 'Lists templates of requests: name, target, telescope, who may use it.',
  examples: [
    ['nightjar templates ls', 'all of them, newest first'],
    ['nightjar templates ls --target tgt_0118… --facility mount', 'those of one target and telescope'],
  ],
  options: {
    ...URL_OPTION,
    target: { type: 'string', value: 'ID', says: 'only of this target' },
    facility: { type: 'string', value: 'NAME', says: 'only for this telescope' },
  },
  async run({ options: { url, target, facility }, json }, world) {
    const path = `/api/request-templates${query({ target, facility })}`;
    const { results } = await new Gateway(world, url).json(Templates, path);
    if (json) for (const template of results) sayJson(world, template);
    else world.say(table(results.map(templateCells)));
    return Exit.ok;
  },
});
