// docs/reference/settings.md: the settings of every service, from the schemas they read them with.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommonConfig } from '@nightjar/service-kit';
import { z } from 'zod';
import { table } from './fields.mjs';

const ROOT = join(import.meta.dirname, '../..');

/** Each service that has settings of its own, and their schema. @returns {Promise<[string, z.ZodObject][]>} */
async function ownSchemas() {
  const files = readdirSync(join(ROOT, 'apps'))
    .sort()
    .map((app) => /** @type {const} */ ([app, join(ROOT, 'apps', app, 'dist', `${app}.config.js`)]))
    .filter(([, file]) => existsSync(file));
  const found = await Promise.all(
    files.map(async ([app, file]) => {
      const exported = Object.values(await import(pathToFileURL(file).href));
      return exported.filter((value) => value instanceof z.ZodObject).map((schema) => [app, schema]);
    }),
  );
  return /** @type {[string, z.ZodObject][]} */ (found.flat());
}

/** @param {z.ZodObject} schema @param {(name: string) => boolean} wanted */
function settingTable(schema, wanted) {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(/** @type {Record<string, any>} */ (properties))
    .filter(([name]) => wanted(name))
    .map(([name, { default: initially, description = '' }]) => {
      const value = initially === undefined || initially === '' ? '' : `\`${initially}\``;
      return [`\`${name}\``, value || (required.includes(name) ? 'set by `npm start`' : 'none'), description];
    });
  return table(['setting', 'default', 'says'], rows);
}

export async function settingsPage() {
  const common = Object.keys(CommonConfig.shape);
  const own = (await ownSchemas()).map(([app, schema]) => [
    `## ${app}`,
    settingTable(schema, (name) => !common.includes(name)),
  ]);
  return [
    '# Settings',
    'From the environment first, then from `nightjar.config.json` in the checkout (a flat object of the same names), then the default. `npx nightjar config check` shows what is in force and every fault at once.',
    '## Every service',
    settingTable(CommonConfig, () => true),
    ...own.flat(),
    '## The servers that npm start brings',
    table(
      ['setting', 'default', 'says'],
      [
        ['`NATS_SERVER`', 'Debian’s newest, kept in `.cache`', 'The nats-server program to run.'],
        ['`PG_BIN`', 'the npm package, else the system’s', 'The folder of PostgreSQL’s programs.'],
      ],
    ),
  ].join('\n\n');
}
