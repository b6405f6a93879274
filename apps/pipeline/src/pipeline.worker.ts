import { pipelineNamed, runPipeline, type ToolOutcome } from '@nightjar/pipelines';
import { parentPort } from 'node:worker_threads';
import type { FromThread, ToThread } from './thread-message.js';

const waiting = new Map<number, { done: (outcome: ToolOutcome) => void; failed: (fault: Error) => void }>();
let tickets = 0;

const say = (message: FromThread): void => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToThread) => {
  if (message.does === 'run') return void run(message.pipeline, message.work);
  const waiter = waiting.get(message.ticket);
  waiting.delete(message.ticket);
  if (message.does === 'tool ended') waiter?.done(message.outcome);
  else waiter?.failed(new Error(message.fault));
});

async function run(name: string, work: Extract<ToThread, { does: 'run' }>['work']): Promise<void> {
  try {
    const pipeline = pipelineNamed(name);
    if (!pipeline) throw new RangeError(`there is no pipeline ${name}`);
    const result = await runPipeline(pipeline, work, {
      tools: {
        run: (call) =>
          new Promise((done, failed) => {
            const ticket = ++tickets;
            waiting.set(ticket, { done, failed });
            say({ says: 'tool', ticket, call });
          }),
      },
      witness: {
        stepBegan: (step) => say({ says: 'step began', name: step }),
        stepEnded: (step, ok) => say({ says: 'step ended', name: step, ok }),
        log: (text, level) => say({ says: 'log', text, level }),
      },
      // a thread is ended from outside; nothing in it need ask
      signal: new AbortController().signal,
    });
    say({ says: 'done', result });
  } catch (fault) {
    say({ says: 'fault', fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) });
  }
}
