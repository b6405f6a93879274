import { withStarStore } from '../catalogue/star-store.js';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { sayJson } from '../world.js';

export const catalogueRm = defineCommand({
  name: 'catalogue rm',
  says: 'Removes a catalogue that the site has loaded, with all of its stars.',
  examples: [['nightjar catalogue rm landolt', 'its stars are gone; the file it came from is untouched']],
  options: {},
  positional: { name: 'NAME', required: true },
  run: async ({ positionals: [name = ''], json }, world) =>
    withStarStore(world, async (store) => {
      if (!(await store.remove(name))) throw new Stop(Exit.notFound, `no catalogue ${name} is loaded`);
      if (json) sayJson(world, { removed: name });
      return Exit.ok;
    }),
});
