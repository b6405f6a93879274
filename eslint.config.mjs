// What the compiler cannot see: the arrows between projects, the floating promise, the literal in the wrong place.
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { fileName } from './deploy/architecture/file-name.mjs';
import { prepareProjectGraph } from './deploy/architecture/project-graph.mjs';
import { constraint, NOT_FOR_PAGES, RINGS, SOLE_IMPORTERS, SPECS_ALSO_IMPORT } from './deploy/architecture/rings.mjs';

const SPECS = ['**/*.spec.{ts,tsx}', '**/*.story.ts', '**/*.fixture.ts', '**/*.example.ts', '**/oracle/**'];
// where settings are read; everything else is handed a value
const READS_SETTINGS = ['libs/service-kit/**', 'apps/*/src/main.ts', 'apps/console/*.ts'];
const SOURCES = ['apps/*/src/**/*.{ts,tsx}', 'libs/*/src/**/*.ts'];

const UNUSED = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true };

const boundaries = (also) => [
  'error',
  {
    allow: [],
    allowCircularSelfDependency: false,
    enforceBuildableLibDependency: false,
    // a spec of these uses the test kit, which is made of them; their sources never do (the ring forbids it)
    ignoredCircularDependencies: ['bus', 'persistence', 'service-kit', 'contracts'].map((lib) => [
      `@nightjar/${lib}`,
      '@nightjar/testkit',
    ]),
    depConstraints: RINGS.map((ring) => constraint(ring, also)),
  },
];

const onlyByOwner = SOLE_IMPORTERS.map(({ packages, owner, instead }) => ({
  group: packages,
  message: `Only ${owner} imports this: ${instead}.`,
}));

const jestMock = {
  selector: "CallExpression[callee.object.name='jest'][callee.property.name=/^(mock|doMock|unstable_mockModule)$/]",
  message: 'No module is mocked here: pure functions need no mock, the rest uses the real bus and database.',
};
const processEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings are read once, by service-kit; take them as a value.',
};
// a subject names a noun; the wildcards that libs/bus makes streams of (evt.>) name none
const SUBJECT = '/^(cmd|ask|evt|job|tlm)[.][a-z]/';
const subjectLiterals = ['Literal[value=%]', 'TemplateElement[value.raw=%]'].map((selector) => ({
  selector: selector.replace('%', SUBJECT),
  message: 'Subjects are written in libs/contracts alone: use the contract, or its .subject.',
}));

const NODE_GLOBALS = [
  'process',
  'console',
  'Buffer',
  'URL',
  'URLSearchParams',
  'fetch',
  'performance',
  'structuredClone',
]
  .concat(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'queueMicrotask'])
  .concat(['AbortController', 'AbortSignal', 'TextEncoder', 'TextDecoder', 'Response', 'Request']);
// what a function handed to a page of the browser under test may name
const PAGE_GLOBALS = ['document', 'window', 'getComputedStyle', 'localStorage'];

await prepareProjectGraph();

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.cache/**', '.nx/**', 'var/**', 'coverage/**', '**/public/**'] },
  { plugins: { '@nx': nx, '@typescript-eslint': tseslint.plugin, nightjar: { rules: { 'file-name': fileName } } } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', UNUSED],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'nightjar/file-name': 'error',
      // what a closure reads before its one assignment cannot be a const
      'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
      'no-restricted-imports': ['error', { patterns: onlyByOwner }],
      'no-restricted-syntax': ['error', jestMock, processEnv, ...subjectLiterals],
    },
  },
  {
    files: SOURCES,
    languageOptions: {
      // one program of all sources: each is read and checked once, where a program for each project would do it many times
      parserOptions: { project: './deploy/architecture/tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    // the console repeats the subjects it hears, to keep schemas out of its bundle; its spec holds them to the contracts
    files: ['libs/contracts/**', 'apps/console/src/live/subjects.ts'],
    rules: { 'no-restricted-syntax': ['error', jestMock, processEnv] },
  },
  {
    files: READS_SETTINGS,
    rules: { 'no-restricted-syntax': ['error', jestMock, ...subjectLiterals] },
  },
  ...SOLE_IMPORTERS.map(({ owner }, mine) => ({
    files: [`${owner}/**`],
    rules: { 'no-restricted-imports': ['error', { patterns: onlyByOwner.filter((_, index) => index !== mine) }] },
  })),
  {
    files: ['apps/console/src/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [...onlyByOwner, NOT_FOR_PAGES] }] },
  },
  {
    files: [...SPECS, 'libs/testkit/**', 'e2e/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(SPECS_ALSO_IMPORT),
      'no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', jestMock, ...subjectLiterals],
    },
  },
  {
    // a bench and a fault bring messages of their own, which are no part of the observatory
    // the permissions on the bus are about subjects, also of contracts that a site brings itself
    files: [
      'libs/bus/src/permission.spec.ts',
      'libs/contracts/**/*.spec.ts',
      // an agent of somebody's own declares its contracts beside itself
      'docs/how-to/*.ts',
      'apps/console/dev/**',
      'e2e/**/messages.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', jestMock] },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: Object.fromEntries([...NODE_GLOBALS, ...PAGE_GLOBALS].map((name) => [name, 'readonly'])),
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'nightjar/file-name': 'error',
      'no-restricted-syntax': ['error', jestMock],
      'no-undef': 'error',
      'no-unused-vars': ['error', UNUSED],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  prettier,
);
