// Every string that a user can set is thrown at a real program through the kit. Beside its folder lies a canary.
import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { frameProduct } from '../photometry/afterglow.fixture.js';
import { definePipeline } from './definition.js';
import { localTools } from './local-tools.fixture.js';
import type { PipelineWork } from './pipeline-work.js';
import { runPipeline } from './run-pipeline.js';
import { file, type Tool } from './tool-declaration.js';

const place = mkdtempSync(join(tmpdir(), 'nightjar-injection-'));
const canary = join(place, 'canary');
afterAll(() => rmSync(place, { recursive: true }));

/** Makes a file of each name it is given: what it is pointed at outside its folder would be seen. */
const touch: Tool = { program: 'touch', package: 'coreutils', options: {}, positional: file };

const naive = definePipeline({
  ...{ name: 'naive', title: 'Naive', says: 'Passes on all it is told.', queue: 'inspect' },
  accepts: { target: 'optional', atLeast: 1 },
  tools: [touch],
  flags: { one: { default: false, title: 'One' } },
  params: z.object({ label: z.string().default('label') }),
  async run({ target, inputs, flags, params, tool, output }) {
    const words = [
      params.label,
      target?.name ?? 'none',
      ...Object.keys(flags),
      ...inputs.map((one) => one.product.name),
    ];
    for (const word of words) await tool('touch', [word]);
    await output({ file: params.label });
  },
});

const hostile = [
  ';id',
  `;touch ${canary}`,
  `$(touch ${canary})`,
  '`touch ../canary`',
  `x\ntouch ${canary}`,
  `|touch ${canary}`,
  `x|touch ${canary}`,
  `&& touch ${canary}`,
  '-r/etc/passwd',
  '--reference=/etc/passwd',
  '-',
  '--',
  '@/etc/passwd',
  '!canary',
  '../canary',
  'x/../../canary',
  canary,
  `file://${canary}`,
  'http://127.0.0.1/',
  '%00',
  'x\0y',
  '',
  ' ',
  'x'.repeat(10_000),
  'frame.fits[1][col x=y]',
  '__proto__',
];

let runs = 0;
async function run(changes: Partial<PipelineWork>): Promise<string> {
  const workdir = join(place, `run-${++runs}`);
  mkdirSync(workdir);
  const work: PipelineWork = { target: null, inputs: [frameProduct('/nowhere')], params: {}, workdir, ...changes };
  const witness = { stepBegan: () => undefined, stepEnded: () => undefined, log: () => undefined };
  const result = await runPipeline(naive, work, { tools: localTools, witness, signal: new AbortController().signal });
  return result.outcome === 'failed' ? result.because : 'succeeded';
}

const named = (name: string) => ({ id: newId('tgt'), name, raDeg: 0, decDeg: 0, errorDeg: null });

describe.each([
  ['the name of a file', (word: string) => ({ inputs: [frameProduct('/nowhere', { name: word })] })],
  ['the name of a target', (word: string) => ({ target: named(word) })],
  ['a parameter', (word: string) => ({ params: { label: word } })],
  ['the name of a parameter', (word: string) => ({ params: { [word]: word } })],
  ['the name of a flag', (word: string) => ({ flags: { [word]: true } })],
  ['the value of a flag', (word: string) => ({ flags: { one: word } })],
] as const)('a hostile text as %s', (_, changes) => {
  it('is refused in words, or is a file inside the folder; the canary is never touched', async () => {
    for (const word of hostile) {
      const outcome = await run(changes(word));
      if (outcome !== 'succeeded')
        expect(outcome).toMatch(/^touch was not started|^Wrong parameters|^There is no flag|^Flag one/);
    }
    expect(existsSync(canary)).toBe(false);
    const strays = readdirSync(place).filter((name) => !/^run-\d+$/.test(name));
    expect(strays).toEqual([]);
  });
});

it('the same pipeline works on plain words', async () => {
  expect(await run({ params: { label: 'a-b_1.txt' } })).toBe('succeeded');
});

it('a link that leads out of the folder is neither given to a tool nor taken as an output', async () => {
  const outside = join(place, 'run-outside');
  writeFileSync(outside, 'secret');
  const before = lstatSync(outside).mtimeMs;
  const linked = definePipeline({
    ...{ name: 'linked', title: 'Linked', says: 'Follows a link.', queue: 'inspect', tools: [touch] },
    accepts: { target: 'optional', atLeast: 0 },
    params: z.object({ by: z.enum(['tool', 'output']) }),
    async run({ workdir, params, tool, output }) {
      symlinkSync(outside, join(workdir, 'link'));
      if (params.by === 'tool') await tool('touch', ['link']);
      else await output({ file: 'link' });
    },
  });
  for (const by of ['tool', 'output']) {
    const workdir = join(place, `run-${++runs}`);
    mkdirSync(workdir);
    const witness = { stepBegan: () => undefined, stepEnded: () => undefined, log: () => undefined };
    const ports = { tools: localTools, witness, signal: new AbortController().signal };
    expect(await runPipeline(linked, { target: null, inputs: [], params: { by }, workdir }, ports)).toEqual({
      outcome: 'failed',
      because: expect.stringMatching(/leads out of the folder|is no file in the folder/),
    });
  }
  expect(lstatSync(outside).mtimeMs).toBe(before);
});
