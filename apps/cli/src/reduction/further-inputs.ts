import type { DataProduct } from '@nightjar/contracts';
import type { MadeProduct, PipelineInput } from '@nightjar/pipelines';
import { join } from 'node:path';
import { Image } from './image.js';
import { solutionFile } from './stale.js';

/** The file that is the template of a subtraction; undefined where a survey's is asked for. */
export const templateFile = (params: object): string | undefined => {
  const { template, customTemplate } = params as Readonly<Record<string, unknown>>;
  return template === 'custom' && typeof customTemplate === 'string' ? customTemplate : undefined;
};

/** The files that objects of the image are held against, spaces or commas between them. */
const otherFiles = (params: object): string[] => {
  const { simpleOthers } = params as Readonly<Record<string, unknown>>;
  return typeof simpleOthers === 'string' ? simpleOthers.split(/[\s,]+/).filter((file) => file !== '') : [];
};

/** What a step gets besides the image: a template of the user's own, other frames, and what photometry found out about the image. */
export class FurtherInputs {
  private readonly found: PipelineInput[] = [];

  /** @throws Stop when there is no such template or other frame */
  async of(params: object, accepted: readonly string[] = []): Promise<PipelineInput[]> {
    const file = templateFile(params);
    const templates = file === undefined ? [] : [await opened(new Image(file))];
    const others = await Promise.all(otherFiles(params).map((other) => withSolution(new Image(other))));
    return [...templates, ...others.flat(), ...this.found.filter(({ product }) => accepted.includes(product.type))];
  }

  /** Takes up where the frame looks, as an earlier run has left it. */
  async recall(image: Image): Promise<void> {
    const solution = new Image(join(image.outputs, solutionFile));
    if (!(await solution.isThere())) return;
    const input = await solution.input();
    this.found.push(about(input, { type: 'wcs', meta: {} }));
  }

  /** Takes up what a step has made: the WCS, and a table that carries the zero point. */
  async learn(products: readonly MadeProduct[], paths: readonly string[]): Promise<void> {
    for (const [i, { type, meta }] of products.entries()) {
      const [path, tells] = [paths[i], type === 'wcs' || 'zeroPointMag' in meta];
      if (path === undefined || !tells) continue;
      const before = this.found.findIndex(({ product }) => product.type === type);
      if (before >= 0) this.found.splice(before, 1);
      this.found.push(about(await new Image(path).input(), { type, meta }));
    }
  }
}

/** A frame, and where it looks if an earlier run has found that out. */
async function withSolution(image: Image): Promise<PipelineInput[]> {
  const frame = await opened(image);
  const solution = new Image(join(image.outputs, solutionFile));
  if (!(await solution.isThere())) return [frame];
  const { path, product } = await solution.input();
  return [frame, { path, product: { ...product, type: 'wcs', of: frame.product.id } }];
}

async function opened(image: Image): Promise<PipelineInput> {
  await image.mustBeThere();
  return image.input();
}

const about = ({ product, path }: PipelineInput, facts: Pick<MadeProduct, 'type' | 'meta'>): PipelineInput => ({
  path,
  product: { ...product, ...facts } satisfies DataProduct,
});
