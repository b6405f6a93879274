import {
  DifferenceError,
  differenceOfPlanes,
  FitsError,
  hotpantsPair,
  hotpantsRun,
  readHotpantsPlanes,
  type Difference,
  type DifferenceFrame,
} from '@nightjar/imaging';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import { file, integer, none, number, choice, type Tool, type ToolValue } from '../kit/tool-declaration.js';
import { ToolFault } from '../kit/tool.js';
import type { Params } from './params.js';

const widest = 1e9;
const level = number(-widest, widest);
const files = 'inim tmplim outim ini tni imi tmi ssf'.split(' ');
const levels = 'il iu iuk tl tu tuk ig tg'.split(' ');
const named = (names: readonly string[], value: ToolValue) =>
  Object.fromEntries(names.map((name) => [`-${name}`, value]));

/** Its Gaussians follow `-ng` one by one: how many, then degree and width of each. */
export const hotpants: Tool = {
  program: 'hotpants',
  package: 'hotpants (github.com/acbecker/hotpants, no Debian package)',
  options: {
    ...named(files, file),
    ...named(levels, level),
    ...{ '-n': choice('i'), '-c': choice('t'), '-nrx': integer(1, 1), '-nry': integer(1, 1) },
    ...{ '-ko': integer(0, 4), '-bgo': integer(0, 4), '-r': integer(1, 1000), '-rss': integer(1, 1000) },
    ...named('nsx nsy nss'.split(' '), integer(1, 100)),
    ...named('ft ks ssig sft nft kfm mins mous'.split(' '), number(0, 1000)),
    ...{ '-v': integer(0, 2), '-allm': none, '-hki': none, '-ng': integer(1, 3) },
  },
  positional: number(0, 1000),
};

type Ctx = Pick<PipelineContext<Params>, 'workdir' | 'tool' | 'log' | 'params'>;
const folder = 'hotpants';

/**
 * Subtracts with HOTPANTS, which convolves the template. @returns why not, in words, when the part does not allow it, or
 * hotpants ended badly
 */
export async function subtractHotpants(
  { workdir, tool, log, params: { hotpantsExtra, hotpantsTimeout: timeoutS } }: Ctx,
  science: DifferenceFrame,
  template: DifferenceFrame,
): Promise<Difference | string> {
  const place = join(workdir, folder);
  await mkdir(place, { recursive: true });
  try {
    const pair = hotpantsPair(science, template);
    if (pair.template.fwhmPx > pair.science.fwhmPx)
      log('The template is the broader of the two: HOTPANTS has to sharpen it, our own method would not.', 'warn');
    const { ko = 0, bgo = 0, ...others } = hotpantsExtra ?? {};
    const orders = { kernelOrder: ko, backgroundOrder: bgo };
    const extra = Object.fromEntries(
      Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const run = hotpantsRun(pair.science, pair.template, { convolve: 'template', stars: pair.stars, ...orders, extra });
    for (const [name, content] of Object.entries(run.files)) await writeFile(join(place, name), content);
    await tool(
      'hotpants',
      run.arguments.map((one, i) => inFolder(one, run.arguments[i - 1])),
      { timeoutS },
    );
    const left = join(place, run.planes);
    if (!existsSync(left)) return 'hotpants ended well, and left nothing';
    return differenceOfPlanes(readHotpantsPlanes(await readFile(left)), pair);
  } catch (fault) {
    if (fault instanceof DifferenceError || fault instanceof ToolFault) return fault.message;
    if (fault instanceof FitsError) return `what hotpants left cannot be read: ${fault.message}`;
    throw fault;
  } finally {
    // the next part has files of the same names: what is left of this one must not be taken for its result
    await rm(place, { recursive: true, force: true });
  }
}

const inFolder = (argument: string, option: string | undefined): string =>
  option !== undefined && files.includes(option.slice(1)) ? `${folder}/${argument}` : argument;
