// Loaded by the real Node, in processes and threads of their own, from a folder far from the checkout.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const kit = fileURLToPath(new URL('../../../dist/index.js', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'nightjar pipelines-'));
const folder = join(place, 'site', 'pipelines');
afterAll(() => rmSync(place, { recursive: true }));

const source = (name: string, more = '') => `
import { definePipeline } from '@nightjar/pipelines';
import { z } from 'zod';
${more}
export default definePipeline({
  name: '${name}', title: 'Trial', says: 'Tries.', queue: 'inspect',
  accepts: { target: 'optional', atLeast: 0 },
  flags: { fast: { default: true, title: 'Fast' } },
  params: z.object({ times: z.int().default(2) }),
  async run({ params, flags, store }) {
    store({ file: 'a.txt', type: 'log', mediaType: 'text/plain', content: Buffer.from('x'), of: null, meta: {} });
    return { says: \`\${params.times} times, \${flags.fast ? 'fast' : 'slowly'}\`, facts: {} };
  },
});
`;

const files: Record<string, string> = {
  'a-module.mjs': source('a-module'),
  'b-script.js': source('b-script'),
  'c-typed.ts': source(
    'c-typed',
    "import { half } from './parts/half.ts';\nconst whole: number = half * 2;\nvoid whole;",
  ),
  'd-program.json': JSON.stringify({
    ...{ name: 'd-program', title: 'D', says: 'D.', queue: 'inspect', command: ['node', './d-program.mjs'] },
    accepts: { target: 'optional', atLeast: 0 },
  }),
  'd-program.mjs': `throw new Error('a program was run by being looked at');`,
  'e-syntax.ts': 'export default {{',
  'f-throws.js': `throw new TypeError('at the top');`,
  'g-empty.js': 'export const x = 1;',
  'h-plain.js': `export default { name: 'h-plain' };`,
  'i-unlawful.js': source('Not Lawful'),
  'j-taken.js': source('inspect'),
  'k-double.js': source('a-module'),
  'l-missing.js': `import 'no-such-package';`,
  'm-json.json': '{ "name": ',
  'n-json.json': '{ "name": "n", "comand": ["sh"] }',
  'ignored.d.ts': 'nonsense',
  'ignored.spec.ts': 'nonsense',
  'readme.md': '# nonsense',
};

interface Report {
  readonly loaded: readonly { file: string; name: string; says: string; params: object }[];
  readonly broken: readonly { file: string; name: string; error: string }[];
}

/** What a Node of its own, or a thread of one, makes of the folder. */
const look = `
import { loadPipelines, listingOf, runPipeline, pipelines } from ${JSON.stringify(`file://${kit}`)};
const { loaded, broken } = await loadPipelines(${JSON.stringify(folder)}, pipelines.map((one) => one.name));
const ports = { tools: { run: () => Promise.reject(new Error('none')) }, signal: new AbortController().signal,
  witness: { stepBegan() {}, stepEnded() {}, log() {} } };
const report = { broken, loaded: [] };
for (const { file, pipeline } of loaded) {
  const work = { target: null, inputs: [], params: { times: 3 }, workdir: '/' };
  const result = await runPipeline(pipeline, work, ports).catch((fault) => ({ says: String(fault) }));
  report.loaded.push({ file, name: pipeline.name, says: result.says ?? result.because, params: listingOf(pipeline).params });
}
`;

async function node(script: string): Promise<Report> {
  const path = join(place, 'look.mjs');
  writeFileSync(path, script);
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', path], { cwd: place });
  return JSON.parse(stdout) as Report;
}

const inProcess = `${look}\nconsole.log(JSON.stringify(report));`;
const inThread = `
import { Worker } from 'node:worker_threads';
const source = ${JSON.stringify(`${look}\nimport { parentPort } from 'node:worker_threads';\nparentPort.postMessage(report);`)};
const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(source)));
worker.on('message', (report) => console.log(JSON.stringify(report)));
worker.on('error', (fault) => { throw fault; });
`;

describe.each([
  ['a process', inProcess],
  ['a worker thread', inThread],
])('the pipelines of a folder outside the checkout, loaded in %s', (_, script) => {
  let report: Report;
  beforeAll(async () => {
    mkdirSync(join(folder, 'parts'), { recursive: true });
    writeFileSync(join(folder, 'parts', 'half.ts'), 'export const half: number = 21;');
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    report = await node(script);
  });

  it('are found in modules, scripts and TypeScript, with our packages lent to them, and run', () => {
    expect(report.loaded.map(({ file, name, says }) => [file, name, says])).toEqual([
      ['a-module.mjs', 'a-module', '3 times, fast'],
      ['b-script.js', 'b-script', '3 times, fast'],
      ['c-typed.ts', 'c-typed', '3 times, fast'],
      ['d-program.json', 'd-program', expect.stringMatching(/Wrong parameters/)],
    ]);
    expect(report.loaded[0]?.params).toMatchObject({ properties: { times: { type: 'integer', default: 2 } } });
  });

  it('that are broken are listed, each with its error, and harm no other', () => {
    const errors = Object.fromEntries(report.broken.map(({ file, error }) => [file, error]));
    expect(errors).toEqual({
      'e-syntax.ts': expect.stringMatching(/./),
      'f-throws.js': expect.stringMatching(/at the top/),
      'g-empty.js': expect.stringMatching(/no default export/),
      'h-plain.js': expect.stringMatching(/not made by definePipeline/),
      'i-unlawful.js': expect.stringMatching(/^name: is lower case/),
      'j-taken.js': 'the name inspect is taken by a built-in pipeline: choose another',
      'k-double.js': 'the name a-module is taken by a-module.mjs: choose another',
      'l-missing.js': expect.stringMatching(/no-such-package/),
      'm-json.json': expect.stringMatching(/JSON/),
      'n-json.json': expect.stringMatching(/comand/),
    });
    expect(report.broken.find(({ file }) => file === 'e-syntax.ts')?.name).toBe('e-syntax');
  });
});
