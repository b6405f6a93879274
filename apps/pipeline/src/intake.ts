import { Injectable } from '@nestjs/common';
import { Refusal, type DataProduct } from '@nightjar/contracts';
import { faultOfInputs, flagsFrom, type PipelineListing, type Tool } from '@nightjar/pipelines';
import { Lookup } from './lookup.js';
import { Reductions } from './reductions.js';
import { Shelf } from './shelf.js';
import { missingTools } from './toolbox.js';

/** What is asked for. */
export interface Wish {
  readonly pipeline: string;
  readonly flags?: Readonly<Record<string, unknown>> | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** What it is to be done with. */
export interface Material {
  readonly target: string | null;
  readonly products: readonly DataProduct[];
}

/** The same where the files are not known before an earlier step has made them. */
export type Foreseen = Omit<Material, 'products'> & { readonly products: readonly DataProduct[] | undefined };

/** A wish that can be granted: everything is there and fits. */
export interface Granted {
  readonly pipeline: Pick<PipelineListing, 'name' | 'shortName' | 'queue' | 'accepts'>;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Says no before anything runs. */
@Injectable()
export class Intake {
  constructor(
    private readonly shelf: Shelf,
    private readonly lookup: Lookup,
    private readonly reductions: Reductions,
  ) {}

  /**
   * Finds what a run is to work on. Without a target that of the inputs is meant, where they agree in one.
   * @throws Refusal `not_found`
   */
  async material({
    target,
    inputs,
  }: {
    target?: string | null | undefined;
    inputs: readonly string[];
  }): Promise<Material> {
    const products = await this.lookup.products(inputs);
    if (target && (await this.lookup.target(target)) === null)
      throw new Refusal('not_found', `There is no target ${target}.`, { target });
    return { target: target === undefined ? targetOf(products) : target, products };
  }

  /**
   * @throws Refusal `not_found`, `invalid`, or `cannot_run` with a sentence that says why and what to do; `in_use` where
   * something works on what may be removed
   */
  async judge(wish: Wish, material: Foreseen): Promise<Granted> {
    const { granted, tools } = await this.judgeOrder(wish, material);
    const missing = missingTools(tools);
    if (missing !== undefined) throw new Refusal('cannot_run', missing, { pipeline: wish.pipeline });
    if (granted.pipeline.accepts.made && material.products) await this.refuseInUse(material.products);
    return granted;
  }

  /** The same without a look at the tools of this machine: what waits for its turn may find them there. */
  async judgeOrder(
    { pipeline: name, flags: ticked = {}, params: given = {} }: Wish,
    { target, products }: Foreseen,
  ): Promise<{ granted: Granted; tools: readonly Tool[] }> {
    const shelf = await this.shelf.look();
    const pipeline = shelf.named(name);
    const about = { pipeline: name };
    const flags = flagsFrom(pipeline.flags, ticked, 'json');
    if (!flags.ok) throw new Refusal('invalid', flags.because, about);
    const params = await shelf.judgeParams(name, given);
    if (!params.ok) throw new Refusal('invalid', params.because, about);
    const { data: kind } = pipeline.accepts;
    const data = kind !== undefined && target !== null ? await this.lookup.data(target, kind) : [];
    const fault = faultOfInputs(pipeline, {
      target: target === null ? null : { id: target },
      inputs: products?.map((product) => ({ product })),
      data,
    });
    if (fault !== undefined) throw new Refusal('cannot_run', fault, about);
    return { granted: { pipeline, flags: flags.flags, params: params.params }, tools: params.tools };
  }

  private async refuseInUse(products: readonly DataProduct[]): Promise<void> {
    const { inUse } = await this.reductions.madeOf(products.map(({ id }) => id));
    if (inUse !== undefined) throw new Refusal('in_use', inUse);
  }
}

/** The one target of all of them. */
function targetOf(products: readonly DataProduct[]): string | null {
  const targets = new Set(products.map(({ target }) => target));
  return targets.size === 1 ? ([...targets][0] ?? null) : null;
}
