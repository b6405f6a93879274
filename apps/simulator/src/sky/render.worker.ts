import { parentPort } from 'node:worker_threads';
import { render, type RenderJob } from './render.js';

parentPort?.on('message', ({ ticket, job }: { ticket: number; job: RenderJob }) => {
  try {
    const { fits, places } = render(job);
    const copy = Uint8Array.from(fits);
    parentPort?.postMessage({ ticket, rendered: { fits: copy, places } }, [copy.buffer]);
  } catch (fault) {
    parentPort?.postMessage({ ticket, fault: String(fault) });
  }
});
