import type { PipelineResult, PipelineWitness, PipelineWork, ToolRunner } from '@nightjar/pipelines';
import { Worker } from 'node:worker_threads';
import type { ThreadData } from './thread-sky.js';
import type { FromThread, ToThread } from './thread-message.js';

/** Specs run from source, but a thread starts from what was compiled. */
export const threadScript = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/pipeline.worker.js' : './pipeline.worker.js',
  import.meta.url,
);

/** Beyond this a pipeline's own computing is a run-away. */
export const MEMORY_MB = 2048;

/** What a run needs of the service; the same as a pipeline run in place needs. */
export interface ThreadPorts {
  readonly tools: ToolRunner;
  readonly witness: PipelineWitness;
  readonly signal: AbortSignal;
}

/**
 * Computes in a thread of its own, so that the heart beats and the bus is answered meanwhile, and so that what does not
 * end by itself can be ended. The thread is kept for the next process; only its tools run in the service.
 */
export class PipelineThread {
  private worker: Worker | undefined;
  private edition: string | undefined;

  /** @param folder where the site's own pipelines lie */
  constructor(
    private readonly folder: string,
    private readonly sky?: ThreadData['sky'],
  ) {}

  /** Loads the pipelines before the first process comes. */
  warm(): void {
    if (this.worker) return;
    const worker = new Worker(threadScript, {
      workerData: { folder: this.folder, ...(this.sky ? { sky: this.sky } : {}) } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    this.worker = worker;
    this.edition = undefined;
    this.rest(worker);
  }

  /**
   * @param edition of the site's folder, where the pipeline is one of the site's: what a thread has loaded stays as it was
   * @throws the pipeline's fault, or the signal's reason when it aborts
   */
  async run(pipeline: string, work: PipelineWork, ports: ThreadPorts, edition?: string): Promise<PipelineResult> {
    ports.signal.throwIfAborted();
    if (edition !== undefined && edition !== (this.edition ?? edition)) await this.close();
    this.warm();
    this.edition = edition ?? this.edition;
    const { worker } = this;
    if (!worker) throw new Error('there is no thread to compute in');
    worker.ref();
    try {
      return await this.converse(worker, { does: 'run', pipeline, work }, ports);
    } finally {
      this.rest(worker);
    }
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** An idle thread keeps no process alive, and an error that nobody waits for must not end it. */
  private rest(worker: Worker): void {
    worker.removeAllListeners();
    worker.on('error', () => this.forget(worker)).on('exit', () => this.forget(worker));
    worker.unref();
  }

  private converse(worker: Worker, order: ToThread, { tools, witness, signal }: ThreadPorts): Promise<PipelineResult> {
    return new Promise((done, failed) => {
      const lose = (reason: Error): void => {
        this.forget(worker);
        void worker.terminate();
        failed(reason);
      };
      const abort = (): void => lose(signal.reason instanceof Error ? signal.reason : new Error('it was cancelled'));
      signal.addEventListener('abort', abort, { once: true });
      const settle = (): void => signal.removeEventListener('abort', abort);
      worker.removeAllListeners();
      worker.on('error', (fault) => lose(fault instanceof Error ? fault : new Error(String(fault))));
      worker.on('exit', () => lose(new Error('the computing thread ended')));
      worker.on('message', (message: FromThread) => {
        switch (message.says) {
          case 'step began':
            return witness.stepBegan(message.name);
          case 'step ended':
            return witness.stepEnded(message.name, message.ok);
          case 'step progress':
            return witness.stepProgress?.(message.name, message.progress);
          case 'status':
            return witness.status?.(message.text);
          case 'used':
            return witness.used?.(message.product);
          case 'log':
            return witness.log(message.text, message.level);
          case 'tools wanted':
            return void answerWanted(worker, tools, message);
          case 'tool':
            return void answerTool(worker, tools, message);
          case 'done':
            settle();
            return done(message.result);
          case 'fault':
            settle();
            return failed(new Error(message.fault));
          case 'list':
          case 'judged':
            return undefined;
        }
      });
      worker.postMessage(order);
    });
  }

  private forget(worker: Worker): void {
    if (this.worker === worker) this.worker = undefined;
  }
}

async function answerWanted(
  worker: Worker,
  tools: ToolRunner,
  { ticket, tools: wanted }: Extract<FromThread, { says: 'tools wanted' }>,
): Promise<void> {
  const missing = await tools.missing?.(wanted);
  worker.postMessage({ does: 'tools missing', ticket, missing } satisfies ToThread);
}

async function answerTool(
  worker: Worker,
  tools: ToolRunner,
  { ticket, call, heard }: Extract<FromThread, { says: 'tool' }>,
): Promise<void> {
  const hear = (line: string): void => worker.postMessage({ does: 'tool said', ticket, line } satisfies ToThread);
  const answer = await tools.run(call, heard ? hear : undefined).then(
    (outcome): ToThread => ({ does: 'tool ended', ticket, outcome }),
    (fault: unknown): ToThread => ({
      does: 'tool failed',
      ticket,
      fault: fault instanceof Error ? fault.message : String(fault),
    }),
  );
  worker.postMessage(answer);
}
