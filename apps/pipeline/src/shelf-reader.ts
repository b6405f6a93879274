import { Worker } from 'node:worker_threads';
import { MEMORY_MB, threadScript } from './pipeline-thread.js';
import type { ThreadData } from './thread-sky.js';
import type { FromThread, ParamsJudgement, SiteShelf, ToThread } from './thread-message.js';

/** Longer than any one file may take; past it something in the folder never comes back. */
const PATIENCE_MS = 30_000;

/** Reads one edition of the site's pipelines in a thread, where what they do wrong harms nothing else. */
export class ShelfReader {
  private readonly worker: Worker;
  private tickets = 0;

  constructor(folder: string) {
    this.worker = new Worker(threadScript, {
      workerData: { folder } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    this.worker.unref();
    this.worker.on('error', () => undefined);
  }

  /** @throws Error when the folder cannot be read */
  list(): Promise<SiteShelf> {
    return this.ask({ does: 'list' }, (said) => (said.says === 'list' ? said.shelf : undefined));
  }

  /** @throws Error when the thread has ended */
  judge(pipeline: string, params: unknown): Promise<ParamsJudgement> {
    const ticket = ++this.tickets;
    return this.ask({ does: 'judge', ticket, pipeline, params }, (said) =>
      said.says === 'judged' && said.ticket === ticket ? said.verdict : undefined,
    );
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask<T>(order: ToThread, answerIn: (said: FromThread) => T | undefined): Promise<T> {
    const { worker } = this;
    return new Promise((done, failed) => {
      const late = setTimeout(() => end(() => failed(new Error('a pipeline of the site does not load'))), PATIENCE_MS);
      const ended = (): void => end(() => failed(new Error('the thread that reads the site’s pipelines ended')));
      const heard = (said: FromThread): void => {
        const answer = answerIn(said);
        if (answer !== undefined) end(() => done(answer));
      };
      const end = (settle: () => void): void => {
        clearTimeout(late);
        worker.off('message', heard).off('exit', ended);
        settle();
      };
      worker.on('message', heard).on('exit', ended);
      worker.postMessage(order);
    });
  }
}
