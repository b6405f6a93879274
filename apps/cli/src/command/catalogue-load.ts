import { bandOption, type ColumnMap } from '@nightjar/catalogues';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { withStarStore } from '../catalogue/star-store.js';
import { defineCommand } from '../command.js';
import { Exit, Stop } from '../exit.js';
import { sayJson } from '../world.js';

const column = (of: string) =>
  ({ type: 'string', value: 'COLUMN', says: `the column of the ${of}; default: guessed` }) as const;

export const catalogueLoad = defineCommand({
  name: 'catalogue load',
  says: 'Loads a catalogue of stars into the site’s database, in place of one of that name: all of it, or nothing.',
  examples: [
    ['nightjar catalogue load landolt landolt.csv', 'columns are guessed by the names that catalogues use'],
    ['nightjar catalogue load ps1 field.vot.gz', 'VOTable, FITS and CSV, also gzipped; goes before the server’s ps1'],
    ['nightjar catalogue load mine stars.fits --ra ALPHA --dec DELTA --band V=M1,EM1', 'columns by their names'],
  ],
  options: {
    ra: column('right ascension, degrees'),
    dec: column('declination, degrees'),
    id: column('identifier'),
    band: {
      ...{ type: 'string', multiple: true, value: 'FILTER=COLUMN[,ERROR]' },
      says: 'the columns of a filter’s magnitude and its error; default: guessed',
    },
  },
  positional: { name: 'NAME FILE', required: true, most: 2 },
  async run({ options, positionals: [name = '', path], json }, world) {
    if (!/^[a-z][a-z0-9_-]{0,40}$/.test(name))
      throw new Stop(Exit.usage, `${name} is no name of a catalogue: small letters, digits, - and _`);
    if (path === undefined) throw new Stop(Exit.usage, 'which file?');
    if (!(await stat(path).catch(() => undefined))?.isFile()) throw new Stop(Exit.notFound, `there is no file ${path}`);
    const map = mapOf(options);
    return withStarStore(world, async (store, { openCatalogueFile }) => {
      const file = await openCatalogueFile(path, map);
      const startedMs = performance.now();
      const { rows, filters } = await store.load(name, file.filters, file.batches, basename(path));
      const seconds = (performance.now() - startedMs) / 1000;
      if (json) sayJson(world, { name, rows, filters, skipped: file.skipped(), format: file.format, seconds });
      else world.say(`${name}: ${rows} stars in ${filters.join(' ')} of ${file.format}, ${seconds.toFixed(1)} s\n`);
      if (file.skipped() > 0) world.talk(`${file.skipped()} rows without a position are left out\n`);
      return Exit.ok;
    });
  },
});

function mapOf({
  ra,
  dec,
  id,
  band,
}: {
  ra?: string | undefined;
  dec?: string | undefined;
  id?: string | undefined;
  band: readonly string[];
}): ColumnMap {
  const bands = band.map((text) => {
    const read = bandOption(text);
    if (!read) throw new Stop(Exit.usage, `--band ${text}: FILTER=COLUMN or FILTER=COLUMN,ERROR is wanted`);
    return read;
  });
  return {
    ...(ra ? { ra } : {}),
    ...(dec ? { dec } : {}),
    ...(id ? { id } : {}),
    ...(bands.length > 0 ? { bands } : {}),
  };
}
