import { z } from 'zod';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { table } from '../table.js';
import { sayJson, type World } from '../world.js';

const Named = z.array(z.looseObject({ id: z.string(), name: z.string() })).default([]);
const Deletion = z.looseObject({
  products: z.array(z.looseObject({ id: z.string(), name: z.string(), size: z.number() })),
  bytes: z.number(),
  reducedData: z.number().default(0),
  groups: Named,
  madeFrom: Named,
  presets: Named,
  confirmation: z.string(),
});
const Deleted = z.looseObject({ message: z.string() });

export const productsRm = defineCommand({
  name: 'products rm',
  says: 'Deletes products with their values and files; without --yes it only says what would go.',
  examples: [
    ['nightjar products rm prd_0118c4a2-6d10-7000-8000-0000000000a1', 'what would go, and what depends on it'],
    ['nightjar products rm --yes prd_0118c4a2-6d10-7000-8000-0000000000a1', 'exit code 5 while a process works on it'],
  ],
  options: { ...URL_OPTION, yes: { type: 'boolean', short: 'y', says: 'delete them' } },
  positional: { name: 'PRODUCT...', required: true, most: 1000 },
  async run({ options: { url, yes }, positionals: products, json }, world) {
    const gateway = new Gateway(world, url);
    const deletion = await gateway.post(Deletion, '/api/data-products/deletions/review', { products });
    if (!yes) {
      if (json) sayJson(world, deletion);
      else show(deletion, world);
      world.talk('nothing was deleted; --yes deletes them\n');
      return Exit.ok;
    }
    const { confirmation } = deletion;
    const deleted = await gateway.post(Deleted, '/api/data-products/deletions', { products, confirmation });
    if (json) sayJson(world, deleted);
    else world.say(`${deleted.message}\n`);
    return Exit.ok;
  },
});

function show({ products, bytes, reducedData, ...depending }: z.output<typeof Deletion>, world: World): void {
  world.say(table(products.map(({ id, name, size }) => [id, name, `${size} bytes`])));
  world.say(`${bytes} bytes of files and ${reducedData} values or texts go with them\n`);
  const names = (list: z.output<typeof Named>): string => list.map(({ name }) => name).join(', ');
  if (depending.groups.length > 0) world.say(`they leave the groups ${names(depending.groups)}\n`);
  if (depending.madeFrom.length > 0) world.say(`what was made from them stays: ${names(depending.madeFrom)}\n`);
  if (depending.presets.length > 0) world.say(`presets that want them: ${names(depending.presets)}\n`);
}
