import { Worker } from 'node:worker_threads';
import type { Rendered, RenderJob } from './render.js';

interface Answer {
  readonly ticket: number;
  readonly rendered?: Rendered;
  readonly fault?: string;
}

/** Renders in a thread of its own, so that the sockets never wait for a frame. */
export class Studio {
  private worker: Worker | undefined;
  private tickets = 0;
  private readonly waiting = new Map<number, { done: (rendered: Rendered) => void; failed: (fault: Error) => void }>();

  render(job: RenderJob): Promise<Rendered> {
    this.worker ??= this.open();
    const { worker } = this;
    const ticket = ++this.tickets;
    return new Promise((done, failed) => {
      this.waiting.set(ticket, { done, failed });
      worker.postMessage({ ticket, job });
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private open(): Worker {
    const worker = new Worker(new URL('./render.worker.js', import.meta.url));
    worker.unref();
    worker.on('message', ({ ticket, rendered, fault }: Answer) => {
      const waiter = this.waiting.get(ticket);
      this.waiting.delete(ticket);
      if (rendered) waiter?.done(rendered);
      else waiter?.failed(new Error(fault ?? 'no frame came'));
    });
    worker.on('error', (fault) => this.fail(worker, fault instanceof Error ? fault : new Error(String(fault))));
    worker.on('exit', () => this.fail(worker, new Error('the render thread ended')));
    return worker;
  }

  private fail(worker: Worker, fault: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { failed } of this.waiting.values()) failed(fault);
    this.waiting.clear();
  }
}
