import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, URL_OPTION } from '../gateway/gateway.js';
import { upload } from '../gateway/upload.js';
import { sayJson } from '../world.js';

export const productsAdd = defineCommand({
  name: 'products add',
  says: 'Uploads files to the catalogue and prints the identifier of each.',
  examples: [
    ['nightjar products add m31.fits', 'a frame, by its name'],
    ['nightjar products add --target tgt_0118c4a2-6d10-7000-8000-0000000000a1 --tag raw night/*.fits', 'of a target'],
  ],
  options: {
    ...URL_OPTION,
    target: { type: 'string', value: 'ID', says: 'the target they belong to' },
    type: { type: 'string', value: 'TYPE', says: 'frame, preview, catalogue, wcs, log or other; default: by the name' },
    tag: { type: 'string', multiple: true, value: 'TAG', says: 'a tag; again for another' },
  },
  positional: { name: 'FILE...', required: true, most: 10_000 },
  async run({ options: { url, target, type, tag }, positionals, json }, world) {
    const gateway = new Gateway(world, url);
    for (const file of positionals) {
      const product = await upload(gateway, file, { target, type, tags: tag });
      if (json) sayJson(world, product);
      else world.say(`${product.id}  ${product.name}\n`);
    }
    return Exit.ok;
  },
});
