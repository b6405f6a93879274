import { Controller, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  DeleteProducts,
  ListPipelines,
  ListProducts,
  ListTargets,
  Refusal,
  ReviewDeletion,
  RunProcess,
  type Deletion,
} from '@nightjar/contracts';
import { flagsFrom } from '@nightjar/pipelines';
import type { Request, Response } from 'express';
import { only } from '../route/query.js';
import { actorOf } from '../session/actor.js';
import { actionOf, type Posted } from './action.js';
import { DetailFilter, orNotFound } from './detail.filter.js';

/** What came of it. */
interface Acted {
  readonly ok: true;
  readonly deletion?: Deletion;
  readonly message?: string;
}

/** The form of tom_education's target data page: ticked products, and what to do with them. */
@Controller('api')
@UseFilters(DetailFilter)
export class TomEducationActionController {
  constructor(private readonly bus: Bus) {}

  /** Answers `{"ok": true}` with what came of it; the gallery is where the answer leads to. */
  @Post('targets/:target/data')
  @HttpCode(200)
  async act(
    @Param('target') target: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Acted> {
    await orNotFound(this.bus.ask(ListTargets, { id: target, limit: 1 }).then((page) => only(page, 'target', target)));
    const posted = (request.body ?? {}) as Posted;
    const { action, products } = actionOf(posted);
    await this.refuseStrangers(target, products);
    const actor = actorOf(request);
    switch (action) {
      case 'pipeline':
        return this.run(target, products, posted, actor);
      case 'view_gallery':
        response.status(302).location(`/api/gallery?products=${products.join()}`);
        return { ok: true };
      case 'delete':
        return this.delete(products, posted, actor);
    }
  }

  private async run(target: string, inputs: readonly string[], posted: Posted, actor: string): Promise<Acted> {
    const name = posted['pipeline_name'];
    if (typeof name !== 'string') throw new Refusal('invalid', 'No pipeline_name given');
    const { results } = await this.bus.ask(ListPipelines, {});
    const pipeline = results.find((known) => known.error === null && (known.name === name || known.title === name));
    if (!pipeline) throw new Refusal('invalid', `Invalid pipeline name '${name}'`);
    const definitions = Object.fromEntries(pipeline.flags.map((flag) => [flag.name, flag]));
    const ticked = flagsFrom(definitions, posted, 'form');
    if (!ticked.ok) throw new Refusal('invalid', ticked.because);
    const order = { pipeline: pipeline.name, target, inputs: [...inputs], flags: { ...ticked.flags } };
    await this.bus.ask(RunProcess, order, { actor });
    return { ok: true };
  }

  /** Without the confirmation that a review has given, the review. */
  private async delete(products: readonly string[], { confirmation }: Posted, actor: string): Promise<Acted> {
    if (typeof confirmation !== 'string')
      return { ok: true, deletion: await this.bus.ask(ReviewDeletion, { products: [...products] }, { actor }) };
    const order = { products: [...products], confirmation };
    return { ok: true, message: (await this.bus.ask(DeleteProducts, order, { actor })).message };
  }

  /** The page shows the products of one target. @throws Refusal `not_found` */
  private async refuseStrangers(target: string, products: readonly string[]): Promise<void> {
    const ids = [...products];
    const { count } = await this.bus.ask(ListProducts, { ids, target, limit: 1 });
    if (count.value < ids.length) throw new Refusal('not_found', 'A ticked product is none of this target.');
  }
}
