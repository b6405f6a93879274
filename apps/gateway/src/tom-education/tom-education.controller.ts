import { Controller, Get, Param, Res } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { GetProcessLog, ListProcesses, ListTargets, Refusal, type LogLine, type Process } from '@nightjar/contracts';
import type { Response } from 'express';
import type { z } from 'zod';
import { processOf } from '../live/process-stream.js';
import { only } from '../route/query.js';
import { logsAnswer, statusAnswer } from './answer.js';

const NOT_FOUND = { detail: 'Not found.' };

/** Two paths of tom_education with its very JSON, so that pages made for it keep working. Identifiers are ours. */
@Controller('api')
export class TomEducationController {
  constructor(private readonly bus: Bus) {}

  @Get('async/status/:target')
  async status(@Param('target') target: string, @Res() response: Response): Promise<void> {
    await answer(response, async () => {
      only(await this.bus.ask(ListTargets, { id: target, limit: 1 }), 'target', target);
      return statusAnswer(await this.processesOf(target), new Date());
    });
  }

  @Get('pipeline/logs/:id')
  async logs(@Param('id') id: string, @Res() response: Response): Promise<void> {
    await answer(response, async () => {
      const process = await processOf(this.bus, id);
      return logsAnswer(process, await this.linesOf(id));
    });
  }

  private async processesOf(target: string): Promise<Process[]> {
    const processes: Process[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.bus.ask(ListProcesses, { target, limit: 500, ...(cursor ? { cursor } : {}) });
      processes.push(...page.results);
      if (page.next === null) return processes;
      cursor = page.next;
    }
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

/** An identifier that is none of ours names nothing, whatever is wrong with it. */
async function answer(response: Response, make: () => Promise<object>): Promise<void> {
  try {
    response.json(await make());
  } catch (thrown) {
    const unknown = thrown instanceof Refusal && ['not_found', 'invalid'].includes(thrown.code);
    if (!unknown) throw thrown;
    response.status(404).json(NOT_FOUND);
  }
}
