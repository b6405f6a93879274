import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { ListProcesses, ListProducts, Refusal, RunProcess, type DataProduct, type FilmJob } from '@nightjar/contracts';
import type { Hears, JobMeta } from '@nightjar/service-kit';
import { goodFrames } from './good-frames.js';

const PIPELINE = 'timelapse';
/** How a process of ours says who wanted it; the job's identifier follows. */
export const STARTED_BY = 'automation ';
/** A timelapse takes no more frames. */
const MOST_FRAMES = 2000;
const PAGE = 1000;

/** Has a timelapse made of a target that has new data. */
@Injectable()
export class FilmMaker {
  constructor(private readonly bus: Bus) {}

  async make({ target }: Hears<typeof FilmJob>, { job }: JobMeta): Promise<void> {
    // The process itself says which job wanted it: a job that is tried again finds what it has started.
    const startedBy = `${STARTED_BY}${job.id}`;
    const { results } = await this.bus.ask(ListProcesses, { target, limit: PAGE });
    if (results.some((process) => process.startedBy === startedBy)) return;
    await this.start(target, startedBy, job);
  }

  /** Nothing where there are no frames; what cannot be run fails the job for good. */
  private async start(target: string, actor: string, job: JobMeta['job']): Promise<void> {
    const inputs = goodFrames(await this.framesOf(target)).map(({ id }) => id);
    if (inputs.length === 0) return;
    try {
      await this.bus.ask(RunProcess, { pipeline: PIPELINE, target, inputs }, { actor });
    } catch (reason) {
      if (!(reason instanceof Refusal) || !['not_found', 'invalid', 'cannot_run'].includes(reason.code)) throw reason;
      await job.fail(reason.message, () => Promise.resolve());
    }
  }

  /** The newest frames of a target. */
  private async framesOf(target: string): Promise<DataProduct[]> {
    const frames: DataProduct[] = [];
    for (let cursor: string | undefined; frames.length < MOST_FRAMES;) {
      const ask = { target, type: 'frame' as const, limit: PAGE, ...(cursor ? { cursor } : {}) };
      const page = await this.bus.ask(ListProducts, ask);
      frames.push(...page.results);
      if (page.next === null) break;
      cursor = page.next;
    }
    return frames;
  }
}
