// The arrows of the monorepo: which ring may import which. A project's ring is the one tag in its package.json.
// The lint rule, its spec and docs/reference/arrows.md all read this table.

/** @typedef {{ ring: string, says: string, imports: string[], never: string[] }} Ring `never`: packages from outside */

const SERVERS = ['@nats-io/*', 'pg', '@mikro-orm/*'];
const FRAMEWORK = ['@nestjs/*', ...SERVERS];

/** @type {readonly Ring[]} innermost first */
export const RINGS = [
  { ring: 'kernel', says: 'units, time, coordinates', imports: ['kernel'], never: FRAMEWORK },
  { ring: 'wire', says: 'every message as a value', imports: ['wire', 'kernel'], never: FRAMEWORK },
  {
    ring: 'domain',
    says: 'decisions, formats, measurements; no I/O',
    imports: ['domain', 'wire', 'kernel'],
    never: FRAMEWORK,
  },
  { ring: 'io', says: 'the bus, the database, programs of others', imports: ['io', 'wire', 'kernel'], never: [] },
  {
    ring: 'adapter',
    says: 'others’ servers and stores, asked for what a domain library decides',
    imports: ['adapter', 'io', 'domain', 'wire', 'kernel'],
    never: ['@nestjs/*', '@nats-io/*'],
  },
  { ring: 'kit', says: 'what every service is started with', imports: ['kit', 'io', 'wire', 'kernel'], never: [] },
  {
    ring: 'test',
    says: 'real servers and a played clock for specs',
    imports: ['test', 'kit', 'adapter', 'io', 'domain', 'wire', 'kernel'],
    never: [],
  },
  {
    ring: 'app',
    says: 'one process each; no app imports another',
    imports: ['kit', 'adapter', 'io', 'domain', 'wire', 'kernel'],
    never: [],
  },
  {
    ring: 'console',
    says: 'pages in a browser; of a domain library only the door named `browser`',
    imports: ['domain', 'wire', 'kernel'],
    never: FRAMEWORK,
  },
];

/** What a spec of any ring may import besides: the test kit. */
export const SPECS_ALSO_IMPORT = ['test'];

/** Packages that one project alone may import. @type {readonly { packages: string[], owner: string, instead: string }[]} */
export const SOLE_IMPORTERS = [
  { packages: ['@nats-io/*'], owner: 'libs/bus', instead: 'publish, ask, serve and consume through @nightjar/bus' },
  {
    packages: ['@mikro-orm/postgresql', 'pg'],
    owner: 'libs/persistence',
    instead: 'use Database of @nightjar/persistence',
  },
];

/** What of the domain a page may not import: all but the doors behind which nothing needs Node. */
export const NOT_FOR_PAGES = {
  regex: '^@nightjar/(catalogues|grammar|imaging|pipelines|planning|voevent)$',
  message: 'A page imports a domain library by its door `/browser` alone: what else there is may need Node.',
};

/** @param {Ring} ring @param {string[]} [also] the shape that @nx/enforce-module-boundaries wants */
export const constraint = ({ ring, imports, never }, also = []) => ({
  sourceTag: `ring:${ring}`,
  onlyDependOnLibsWithTags: [...imports, ...also].map((name) => `ring:${name}`),
  bannedExternalImports: never,
});
