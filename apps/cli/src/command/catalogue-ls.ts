import { withStarStore } from '../catalogue/star-store.js';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { table } from '../table.js';
import { sayJson } from '../world.js';

export const catalogueLs = defineCommand({
  name: 'catalogue ls',
  says: 'Lists the catalogues that the site has loaded, with their filters and where they came from.',
  examples: [['nightjar catalogue ls', 'name, stars, filters, file, when']],
  options: {},
  run: async ({ json }, world) =>
    withStarStore(world, async (store) => {
      const found = await store.list();
      if (json) for (const one of found) sayJson(world, one);
      else
        world.say(
          table(
            found.map(({ name, rows, filters, source, loadedAt }) => [
              name,
              String(rows),
              filters.join(' '),
              source,
              loadedAt.toISOString(),
            ]),
          ),
        );
      return Exit.ok;
    }),
});
