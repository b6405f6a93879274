import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  FoundTarget,
  ListProducts,
  ListReducedData,
  ListTargets,
  type DataProduct,
  type PhotometryDatum,
  type Process,
} from '@nightjar/contracts';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { only } from '../route/query.js';
import { DetailFilter, orNotFound } from './detail.filter.js';
import { processesOf } from './processes-of.js';
import { csvName, photometryCsv, targetAnswer, type TargetAnswer } from './target-answer.js';

/** Records of so many products fit one message. */
const AT_ONCE = 200;

/** A target as tom_education shows it to other pages, and its photometry as a file. */
@Controller()
@UseFilters(DetailFilter)
export class TomEducationTargetController {
  constructor(private readonly bus: Bus) {}

  @Get('api/target/:id')
  async target(@Param('id') id: string, @Req() request: Request): Promise<TargetAnswer> {
    const target = await this.found(id);
    const made = await processesOf(this.bus, { target: id, pipeline: 'timelapse', state: 'SUCCEEDED' });
    const plot = (await this.bus.ask(ListProducts, { target: id, tag: 'plot', limit: 1 })).results[0] ?? null;
    const site = `${request.protocol}://${request.get('host') ?? 'localhost'}`;
    return targetAnswer(target, { made, products: await this.outputsOf(made), plot, site });
  }

  @Get('targets/:id/data/download')
  async download(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const target = await this.found(id);
    const csv = photometryCsv(await this.photometryOf(id));
    response
      .set('content-disposition', `attachment; filename="${csvName(target.name)}"`)
      .type('text/csv')
      .send(csv);
  }

  private async found(id: string): Promise<z.output<typeof FoundTarget>> {
    return orNotFound(this.bus.ask(ListTargets, { id, limit: 1 }).then((page) => only(page, 'target', id)));
  }

  /** What processes made, as far as it is still there. */
  private async outputsOf(processes: readonly Process[]): Promise<ReadonlyMap<string, DataProduct>> {
    const ids = processes.flatMap(({ outputs }) =>
      outputs.flatMap(({ kind, id }) => (kind === 'data-product' ? [id] : [])),
    );
    const found = new Map<string, DataProduct>();
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const { results } = await this.bus.ask(ListProducts, { ids: ids.slice(from, from + AT_ONCE), limit: AT_ONCE });
      for (const product of results) found.set(product.id, product);
    }
    return found;
  }

  private async photometryOf(target: string): Promise<PhotometryDatum[]> {
    const data: PhotometryDatum[] = [];
    for (let cursor: string | undefined; ;) {
      const asked = { target, kind: 'photometry' as const, limit: 1000, ...(cursor ? { cursor } : {}) };
      const page = await this.bus.ask(ListReducedData, asked);
      data.push(...page.results.filter((datum) => datum.kind === 'photometry'));
      if (page.next === null) return data;
      cursor = page.next;
    }
  }
}
