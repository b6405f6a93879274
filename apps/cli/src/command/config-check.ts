import { defineCommand } from '../command.js';
import { knownSettings } from '../config/known-settings.js';
import { nearest } from '../config/nearest.js';
import { Exit } from '../exit.js';
import { settingsFile } from '../settings.js';
import { table } from '../table.js';
import { sayJson, type World } from '../world.js';

/** Names of ours that are no settings of a service. */
const FOREIGN = /^NIGHTJAR_(TEST_|BOOTSTRAP_|WITHIN_)/;

export const configCheck = defineCommand({
  name: 'config check',
  says: 'Reads every setting as the services would, lists all faults at once, and shows what is in force; secrets are masked.',
  examples: [
    ['nightjar config check', 'what is in force, and where each value comes from; exit 1 when something is wrong'],
    ['NIGHTJAR_SITE=./my-site.json nightjar config check', 'try a site file before the night'],
  ],
  options: {},
  async run({ json }, world) {
    // the kit brings the services' whole framework; the other commands do without it
    const { CommonConfig, ConfigFaults, maskedConfig, readConfig, readSite } = await import('@nightjar/service-kit');
    const schema = await knownSettings(CommonConfig, world);
    const file = settingsFile(world);
    const faults: string[] = [];
    /** Keeps the faults of one reading, so that the next is made too. */
    const reading = <T>(read: () => T): T | undefined => {
      try {
        return read();
      } catch (fault) {
        if (!(fault instanceof ConfigFaults)) throw fault;
        faults.push(...fault.faults);
        return undefined;
      }
    };
    const config = reading(() => readConfig(schema, world.env, file));
    const site = world.env['NIGHTJAR_SITE'] || file['NIGHTJAR_SITE'];
    if (site) reading(() => readSite(site));
    const notes = misspelled(Object.keys(schema.shape), world, file);

    const settings = Object.entries(config ? maskedConfig(schema, config) : {}).map(([name, value]) => ({
      name,
      value,
      from: origin(name, world, file),
    }));
    if (json) sayJson(world, { ok: faults.length === 0, faults, notes, settings });
    else world.say(table(settings.map(({ name, value, from }) => [name, String(value), `(${from})`])));
    for (const says of [...notes, ...faults]) world.talk(`${says}\n`);
    return faults.length === 0 ? Exit.ok : Exit.failure;
  },
});

const origin = (name: string, { env }: World, file: Readonly<Record<string, string>>): string =>
  env[name] ? 'environment' : file[name] ? 'nightjar.config.json' : 'default';

/** Settings nobody reads: most often a slip of the pen. */
function misspelled(known: readonly string[], { env }: World, file: Readonly<Record<string, string>>): string[] {
  const ours = Object.keys(env).filter((name) => name.startsWith('NIGHTJAR_') && !FOREIGN.test(name));
  return [...new Set([...ours, ...Object.keys(file)])]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is read by no service${meant ? `; is ${meant} meant?` : ''}`;
    });
}
