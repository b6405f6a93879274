import { z } from 'zod';
import { Exit, Stop } from '../exit.js';
import { followProcess, type Watcher } from '../gateway/follow-process.js';
import { query, type Gateway } from '../gateway/gateway.js';
import { Chain, Pipeline, type Process } from '../gateway/process.js';
import { upload } from '../gateway/upload.js';
import type { World } from '../world.js';
import { templateFile } from './further-inputs.js';
import { placeOf } from './place.js';
import type { Progress } from './progress.js';
import type { ImageResult, StepResult } from './result.js';
import type { Work } from './run-here.js';

const Targets = z.object({ results: z.array(z.looseObject({ id: z.string(), name: z.string() })) });
const Made = z.looseObject({ id: z.string() });

/** Pipelines that the server can run. */
export async function remotePipelines(gateway: Gateway): Promise<z.output<typeof Pipeline>[]> {
  const { results } = await gateway.json(z.object({ results: z.array(Pipeline) }), '/api/pipelines');
  return results.filter(({ error }) => error == null);
}

/** Sends the image and the work to the server, and shows how it goes. What was made stays there. */
export async function runRemote(work: Work, gateway: Gateway, progress: Progress, world: World): Promise<ImageResult> {
  const { image, pipelines, settings, configuration } = work;
  const target = await remoteTarget(gateway, configuration['target']);
  const file = pipelines.includes('subtraction') ? templateFile(settings.of('subtraction').params) : undefined;
  const product = await upload(gateway, image.path, {
    target,
    type: 'frame',
    tags: file === undefined ? [] : [science],
  });
  const template = file === undefined ? [] : [await upload(gateway, file, { target, type: 'frame' })];
  const chain = await gateway.post(Chain, '/api/chains', {
    steps: pipelines.map((pipeline) => ({
      pipeline,
      ...settings.of(pipeline),
      ...inputsOf(pipeline, pipelines, file !== undefined),
    })),
    inputs: [product.id, ...template.map(({ id }) => id)],
    ...(target === undefined ? {} : { target }),
  });
  progress.say(`${image.name}  is ${product.id}; its chain is ${chain.identifier}`);
  const steps: StepResult[] = [];
  for (const { process: id, pipeline } of chain.steps) {
    const watcher = watcherOf(progress, image.name, pipeline, work.verbose);
    const process = await followProcess(gateway, id, watcher, world);
    const step = resultOf(process);
    steps.push(step);
    progress.say(`${image.name}  ${pipeline}: ${step.outcome === 'failed' ? 'FAILED: ' : ''}${step.says}`);
    if (step.outcome === 'failed') break;
  }
  return { file: image.path, config: image.configPath, steps };
}

/** Tells the image from the template that the chain is given besides. */
const science = 'science';

/** Only a subtraction wants the template; it and the search for transients want what photometry found out. */
function inputsOf(pipeline: string, pipelines: readonly string[], hasTemplate: boolean) {
  const step = pipelines.indexOf('photometry');
  const learns = step >= 0 && ['transients', 'subtraction'].includes(pipeline);
  const image = hasTemplate && pipeline !== 'subtraction' ? { tag: science } : {};
  if (!learns && !('tag' in image)) return {};
  return { inputs: [image, ...(learns ? ['wcs', 'catalogue'].map((type) => ({ step, type })) : [])] };
}

/** The server's target of a configuration: found by its name, or made where it lies. @throws Stop when no target has the name */
async function remoteTarget(gateway: Gateway, given: unknown): Promise<string | undefined> {
  const place = placeOf(given);
  if (!place) return undefined;
  const { name } = place;
  if (/^tgt_[0-9a-f-]{36}$/.test(name)) return name;
  const { results } = await gateway.json(Targets, `/api/targets${query({ q: name })}`);
  const same = results.find((target) => target.name.toLowerCase() === name.toLowerCase()) ?? results[0];
  if (same) return same.id;
  if (place.kind === 'name') throw new Stop(Exit.notFound, `the server knows no target ${name}; say where it is`);
  const { raDeg, decDeg } = place;
  return (await gateway.post(Made, '/api/targets', { name, raDeg, decDeg })).id;
}

/** Shows the step that runs, and what a log says when it is wanted. */
export function watcherOf(progress: Progress, what: string, pipeline: string, verbose: boolean): Watcher {
  let shown: string | undefined;
  const end = (ok: boolean): void => {
    if (shown !== undefined) progress.ended(ok);
    shown = undefined;
  };
  return {
    changed({ steps, state }) {
      const step = steps.at(-1);
      if (step && step.name !== shown) {
        end(true);
        if (state === 'RUNNING') progress.began(what, pipeline, (shown = step.name));
      }
      if (shown !== undefined && typeof step?.progress === 'number') progress.isAt(step.progress);
      if (state !== 'RUNNING' && state !== 'CANCELLING') end(state === 'SUCCEEDED');
    },
    log({ level, text }) {
      if (verbose || level !== 'info') progress.say(`  ${level === 'info' ? '' : `${level}: `}${text}`);
    },
  };
}

const resultOf = ({ pipeline, state, status, failureMessage, result, outputs, durationS }: Process): StepResult => ({
  pipeline,
  outcome: state === 'SUCCEEDED' ? 'succeeded' : 'failed',
  says: failureMessage ?? status,
  facts: result,
  outputs: outputs.filter(({ kind }) => kind === 'data-product').map(({ id }) => id),
  data: outputs.filter(({ kind }) => kind === 'reduced-datum').map(({ id }) => id),
  durationS: durationS ?? null,
});
