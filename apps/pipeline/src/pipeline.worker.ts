import {
  listingOf,
  loadPipelines,
  pipelineNamed,
  pipelines,
  runPipeline,
  type LoadedPipelines,
  type Pipeline,
  type ToolOutcome,
} from '@nightjar/pipelines';
import { parentPort, workerData } from 'node:worker_threads';
import { judgeParams } from './params-judgement.js';
import { skyOfThread, type ThreadData } from './thread-sky.js';
import type { FromThread, ParamsJudgement, SiteShelf, ToThread } from './thread-message.js';

interface Waiter {
  readonly done: (outcome: ToolOutcome) => void;
  readonly failed: (fault: Error) => void;
  readonly hear: ((line: string) => void) | undefined;
}

const data = workerData as ThreadData;
const { folder } = data;
const sky = skyOfThread(data);
const waiting = new Map<number, Waiter>();
const asking = new Map<number, (missing: string | undefined) => void>();
let tickets = 0;
/** A module is loaded once in the life of a thread: when the folder changes, another thread is made. */
let site: Promise<LoadedPipelines> | undefined;

const say = (message: FromThread): void => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToThread) => {
  switch (message.does) {
    case 'run':
      return void run(message.pipeline, message.work);
    case 'list':
      return void shelf().then((found) => say({ says: 'list', shelf: found }));
    case 'judge':
      return void judge(message).then((verdict) => say({ says: 'judged', ticket: message.ticket, verdict }));
    case 'tools missing':
      asking.get(message.ticket)?.(message.missing);
      return void asking.delete(message.ticket);
    case 'tool said':
      return waiting.get(message.ticket)?.hear?.(message.line);
    case 'tool ended':
      return take(message.ticket)?.done(message.outcome);
    case 'tool failed':
      return take(message.ticket)?.failed(new Error(message.fault));
  }
});

function take(ticket: number): Waiter | undefined {
  const waiter = waiting.get(ticket);
  waiting.delete(ticket);
  return waiter;
}

const ofSite = (): Promise<LoadedPipelines> =>
  (site ??= loadPipelines(
    folder,
    pipelines.map(({ name }) => name),
  ));

async function named(name: string): Promise<Pipeline> {
  const found = pipelineNamed(name) ?? (await ofSite()).loaded.find((one) => one.pipeline.name === name)?.pipeline;
  if (!found) throw new RangeError(`there is no pipeline ${name}`);
  return found;
}

async function shelf(): Promise<SiteShelf> {
  const { loaded, broken } = await ofSite();
  return { listings: loaded.map(({ file, pipeline }) => ({ ...listingOf(pipeline), file })), broken };
}

async function judge({ pipeline, params }: Extract<ToThread, { does: 'judge' }>): Promise<ParamsJudgement> {
  try {
    return judgeParams(await named(pipeline), params);
  } catch (fault) {
    return { ok: false, because: fault instanceof Error ? fault.message : String(fault) };
  }
}

async function run(name: string, work: Extract<ToThread, { does: 'run' }>['work']): Promise<void> {
  try {
    const result = await runPipeline(await named(name), work, {
      tools: {
        missing: (tools) =>
          new Promise((done) => {
            const ticket = ++tickets;
            asking.set(ticket, done);
            say({ says: 'tools wanted', ticket, tools });
          }),
        run: (call, hear) =>
          new Promise((done, failed) => {
            const ticket = ++tickets;
            waiting.set(ticket, { done, failed, hear });
            say({ says: 'tool', ticket, call, heard: hear !== undefined });
          }),
      },
      witness: {
        stepBegan: (step) => say({ says: 'step began', name: step }),
        stepEnded: (step, ok) => say({ says: 'step ended', name: step, ok }),
        stepProgress: (step, progress) => say({ says: 'step progress', name: step, progress }),
        status: (text) => say({ says: 'status', text }),
        used: (product) => say({ says: 'used', product }),
        log: (text, level) => say({ says: 'log', text, level }),
      },
      sky,
      // a thread is ended from outside; nothing in it need ask
      signal: new AbortController().signal,
    });
    say({ says: 'done', result });
  } catch (fault) {
    say({ says: 'fault', fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) });
  }
}
