import { Controller, Get, Param, UseFilters } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { GetProcessLog, ListTargets, type LogLine } from '@nightjar/contracts';
import type { z } from 'zod';
import { processOf } from '../live/process-stream.js';
import { only } from '../route/query.js';
import { logsAnswer, statusAnswer, type LogsAnswer, type StatusAnswer } from './answer.js';
import { DetailFilter, orNotFound } from './detail.filter.js';
import { processesOf } from './processes-of.js';

/** What tom_education's pages poll, in its very JSON, so that they keep working. Identifiers are ours. */
@Controller('api')
@UseFilters(DetailFilter)
export class TomEducationController {
  constructor(private readonly bus: Bus) {}

  @Get('async/status/:target')
  async status(@Param('target') target: string): Promise<StatusAnswer> {
    await orNotFound(this.bus.ask(ListTargets, { id: target, limit: 1 }).then((page) => only(page, 'target', target)));
    return statusAnswer(await processesOf(this.bus, { target }), new Date());
  }

  @Get('pipeline/logs/:id')
  async logs(@Param('id') id: string): Promise<LogsAnswer> {
    const process = await orNotFound(processOf(this.bus, id));
    return logsAnswer(process, await this.linesOf(id));
  }

  private async linesOf(id: string): Promise<z.output<typeof LogLine>[]> {
    const lines: z.output<typeof LogLine>[] = [];
    for (let offset = 0; ;) {
      const part = await this.bus.ask(GetProcessLog, { id, offset });
      lines.push(...part.lines);
      if (part.nextOffset <= offset) return lines;
      offset = part.nextOffset;
    }
  }
}
