import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { fileNameFault } from './file-name.mjs';
import { RINGS } from './rings.mjs';
import { ThrowAwayCopy } from './throw-away-copy.mjs';
import { ringsOf, ROOT, workspaces } from './workspaces.mjs';

const BOUNDARY = '@nx/enforce-module-boundaries';

/** Each file breaks exactly one rule. @type {Record<string, [path: string, text: string, rule: string, says: RegExp]>} */
const ILLEGAL = {
  'a domain library importing the bus': [
    'libs/planning/src/a.ts',
    "import '@nightjar/bus';",
    BOUNDARY,
    /"ring:domain" can only depend on/,
  ],
  'a domain library importing the database': [
    'libs/imaging/src/a.ts',
    "import '@nightjar/persistence';",
    BOUNDARY,
    /"ring:domain" can only depend on/,
  ],
  'a domain library importing Nest': [
    'libs/grammar/src/a.ts',
    "import '@nestjs/common';",
    BOUNDARY,
    /not allowed to import/,
  ],
  'a domain library importing an adapter': [
    'libs/catalogues/src/a.ts',
    "import '@nightjar/sky-servers';",
    BOUNDARY,
    /"ring:domain" can only depend on|[Cc]ircular/,
  ],
  'the kit importing an adapter': [
    'libs/service-kit/src/a.ts',
    "import '@nightjar/sky-servers';",
    BOUNDARY,
    /"ring:kit" can only depend on/,
  ],
  'the wire importing the domain': ['libs/contracts/src/a.ts', "import '@nightjar/voevent';", BOUNDARY, /"ring:wire"/],
  'an app importing another app': [
    'apps/catalog/src/a.ts',
    "import '@nightjar/alerts';",
    BOUNDARY,
    /cannot be imported|"ring:app" can only depend on/,
  ],
  'an app importing another by its path': [
    'apps/catalog/src/b.ts',
    "import '../../alerts/src/index.js';",
    BOUNDARY,
    /relative|cannot be imported|"ring:app"/,
  ],
  'a project without a ring importing anything': [
    'libs/stranger/src/a.ts',
    "import '@nightjar/astro';",
    BOUNDARY,
    /tag/,
  ],
  'the console importing the bus': ['apps/console/src/a.ts', "import '@nightjar/bus';", BOUNDARY, /"ring:console"/],
  'the console importing what may need Node': [
    'apps/console/src/b.ts',
    "import '@nightjar/imaging';",
    'no-restricted-imports',
    /`\/browser` alone/,
  ],
  'a source importing the test kit': ['apps/alerts/src/a.ts', "import '@nightjar/testkit';", BOUNDARY, /"ring:app"/],
  'an app importing NATS': [
    'apps/alerts/src/c.ts',
    "import '@nats-io/nats-core';",
    'no-restricted-imports',
    /libs\/bus/,
  ],
  'the bus importing PostgreSQL': ['libs/bus/src/a.ts', "import 'pg';", 'no-restricted-imports', /libs\/persistence/],
  'a subject written outside the contracts': [
    'apps/alerts/src/d.ts',
    "export const subject = 'evt.alert.notice.received';",
    'no-restricted-syntax',
    /libs\/contracts/,
  ],
  'a subject put together outside the contracts': [
    'apps/alerts/src/e.ts',
    'export const subject = (name: string) => `cmd.agent.${name}.ping`;',
    'no-restricted-syntax',
    /libs\/contracts/,
  ],
  'a mocked module': [
    'apps/alerts/src/a.spec.ts',
    "import { jest } from '@jest/globals';\njest.mock('node:fs');",
    'no-restricted-syntax',
    /No module is mocked/,
  ],
  'a setting read in passing': [
    'apps/alerts/src/f.ts',
    "export const home = process.env['HOME'];",
    'no-restricted-syntax',
    /Settings are read once/,
  ],
  'a promise left floating': [
    'apps/alerts/src/g.ts',
    'export const f = (): void => {\n  Promise.reject(new Error());\n};',
    '@typescript-eslint/no-floating-promises',
    /Promise/,
  ],
  'an any': ['libs/astro/src/a.ts', 'export const a: any = 1;', '@typescript-eslint/no-explicit-any', /any/],
  'a drawer for odds and ends': [
    'libs/astro/src/time-utils.ts',
    'export {};',
    'nightjar/file-name',
    /"utils" says nothing/,
  ],
};

const LEGAL = {
  'libs/planning/src/legal.ts': "import '@nightjar/astro';\nimport '@nightjar/contracts';",
  'apps/catalog/src/legal.ts': "import '@nightjar/service-kit';\nimport '@nightjar/bus';\nimport '@nightjar/planning';",
  'libs/sky-servers/src/legal.ts': "import '@nightjar/catalogues';\nimport '@nightjar/persistence';",
  'apps/catalog/src/legal.spec.ts': "import '@nightjar/testkit';",
  'libs/persistence/src/legal.spec.ts': "import '@nightjar/testkit';",
  'libs/testkit/src/legal.ts': "import '@nightjar/persistence';",
  'libs/bus/src/legal.ts': "import '@nats-io/nats-core';",
  'libs/contracts/src/legal.ts': "export const subject = 'evt.alert.notice.received';",
  'libs/service-kit/src/legal.ts': "export const home = process.env['HOME'];",
  'apps/console/src/legal.ts': "import '@nightjar/contracts';\nimport '@nightjar/astro';",
};

describe('the lint rules', () => {
  /** @type {ThrowAwayCopy} */
  let copy;
  /** @type {{ path: string, rule: string, says: string }[]} */
  let faults;

  beforeAll(async () => {
    copy = new ThrowAwayCopy();
    copy.addProject('libs/stranger', {
      name: '@nightjar/stranger',
      version: '0.0.0',
      type: 'module',
      exports: './src/index.ts',
    });
    for (const [path, text] of Object.values(ILLEGAL)) copy.write(path, `${text}\n`);
    for (const [path, text] of Object.entries(LEGAL)) copy.write(path, `${text}\n`);
    faults = await copy.lint();
  }, 240_000);

  afterAll(() => copy?.remove());

  it.each(Object.entries(ILLEGAL))('refuse %s', (_, [path, , rule, says]) => {
    const found = faults.filter((fault) => fault.path === path);
    expect(found).toEqual([{ path, rule, says: expect.stringMatching(says) }]);
  });

  it('let pass what the arrows allow', () => {
    expect(faults.filter(({ path }) => path in LEGAL)).toEqual([]);
  });

  it('find nothing where nothing is wrong', () => {
    const broken = new Set(Object.values(ILLEGAL).map(([path]) => path));
    expect(faults.filter(({ path }) => !broken.has(path))).toEqual([]);
  });
});

describe('every workspace', () => {
  it.each(workspaces().map((workspace) => /** @type {const} */ ([workspace.path, workspace])))(
    '%s is in exactly one ring',
    (_, workspace) => {
      expect(ringsOf(workspace)).toHaveLength(1);
      expect(RINGS.map(({ ring }) => ring)).toContain(ringsOf(workspace)[0]);
    },
  );

  it('has the name of its folder', () => {
    for (const { path, manifest } of workspaces()) expect(manifest.name).toBe(`@nightjar/${path.split('/')[1]}`);
  });
});

describe('every source file', () => {
  it('is named in kebab-case after what it is', () => {
    const files = execFileSync(
      'git',
      ['ls-files', '-co', '--exclude-standard', 'apps', 'libs', 'deploy', 'e2e', 'docs'],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    const sources = files.split('\n').filter((path) => /\.(ts|tsx|mjs|mts)$/.test(path));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.map(fileNameFault).filter(Boolean)).toEqual([]);
  });
});
