import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  ListProcesses,
  ListProducts,
  Refusal,
  RunProcess,
  type DataProduct,
  type FilmJob,
  type Process,
} from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import type { Hears, JobMeta } from '@nightjar/service-kit';
import { FilmRow } from '../automation.entities.js';
import { goodFrames } from './good-frames.js';

const PIPELINE = 'timelapse';
/** A timelapse takes no more frames. */
const MOST_FRAMES = 2000;
const PAGE = 1000;

/** Has a timelapse made of a target that has new data. */
@Injectable()
export class FilmMaker {
  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
  ) {}

  async make({ target }: Hears<typeof FilmJob>, { job }: JobMeta): Promise<void> {
    // The process itself says which job wanted it: a job that is tried again finds what it has started.
    const startedBy = `automation ${job.id}`;
    const process = (await this.startedBefore(target, startedBy)) ?? (await this.start(target, startedBy, job));
    if (process) await job.succeed((tx) => tx.em.upsert(FilmRow, { target, process: process.id }));
  }

  private async startedBefore(target: string, startedBy: string): Promise<Process | undefined> {
    const { results } = await this.bus.ask(ListProcesses, { target, limit: PAGE });
    return results.find((process) => process.startedBy === startedBy);
  }

  /** @returns undefined where there is nothing to make a film of; what cannot be run fails the job for good */
  private async start(target: string, actor: string, job: JobMeta['job']): Promise<Process | undefined> {
    const inputs = goodFrames(await this.framesOf(target)).map(({ id }) => id);
    if (inputs.length === 0) return undefined;
    try {
      return await this.bus.ask(RunProcess, { pipeline: PIPELINE, target, inputs }, { actor });
    } catch (reason) {
      if (!(reason instanceof Refusal) || !['not_found', 'invalid', 'cannot_run'].includes(reason.code)) throw reason;
      await job.fail(reason.message, () => Promise.resolve());
      return undefined;
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
