import { z } from 'zod';
import { Exit, Stop } from '../exit.js';
import { followProcess, type Watcher } from '../gateway/follow-process.js';
import { part, query, type Gateway } from '../gateway/gateway.js';
import { Chain, Pipeline, type Process, type Product } from '../gateway/process.js';
import { upload } from '../gateway/upload.js';
import type { World } from '../world.js';
import { candidateListAmong, withAllCandidates } from './all-candidates.js';
import { templateFile } from './further-inputs.js';
import type { Image } from './image.js';
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

/** Sends the image, or the frames of a stack, and the work to the server, and shows how it goes. What was made stays there; a stack comes here as well. */
export async function runRemote(work: Work, gateway: Gateway, progress: Progress, world: World): Promise<ImageResult> {
  const { image, pipelines, settings, configuration, stackOf = [] } = work;
  const target = await remoteTarget(gateway, configuration['target']);
  const file = pipelines.includes('subtraction') ? templateFile(settings.of('subtraction').params) : undefined;
  const frames: Product[] = [];
  const tags = file === undefined ? [] : [science];
  for (const { path } of stackOf.length > 0 ? stackOf : [image])
    frames.push(await upload(gateway, path, { target, type: 'frame', tags }));
  const template =
    file === undefined ? [] : [await upload(gateway, file, { target, type: 'frame', tags: [customTemplate] })];
  const chain = await gateway.post(Chain, '/api/chains', {
    steps: pipelines.map((pipeline) => ({
      pipeline,
      ...settings.of(pipeline),
      ...inputsOf(pipeline, pipelines, file !== undefined),
    })),
    inputs: [...frames, ...template].map(({ id }) => id),
    ...(target === undefined ? {} : { target }),
  });
  const ids = frames.map(({ id }) => id).join(' ');
  progress.say(
    `${image.name}  is ${stackOf.length > 0 ? `to be made of ${ids}` : ids}; its chain is ${chain.identifier}`,
  );
  const steps: StepResult[] = [];
  for (const { process: id, pipeline } of chain.steps) {
    const watcher = watcherOf(progress, image.name, pipeline, work.verbose);
    const process = await followProcess(gateway, id, watcher, world);
    const step = await withList(resultOf(process), process, gateway, world);
    if (pipeline === 'stack' && step.outcome === 'succeeded') await fetchStack(process, image, gateway, world);
    steps.push(step);
    progress.say(`${image.name}  ${pipeline}: ${step.outcome === 'failed' ? 'FAILED: ' : ''}${step.says}`);
    if (step.outcome === 'failed') break;
  }
  return { file: image.path, config: image.configPath, steps };
}

/** The list of the candidates is read where there is one; they all belong to the result. */
async function withList(step: StepResult, { outputs }: Process, gateway: Gateway, world: World): Promise<StepResult> {
  const list = candidateListAmong(outputs.filter(({ kind, removed }) => kind === 'data-product' && !removed));
  if (!list) return step;
  const answer = await gateway.open(`/api/data-products/${part(list.id)}/file`, { signal: world.interrupted });
  return { ...step, facts: withAllCandidates(step.facts, await answer.text()) };
}

/** The stack is the image that is to be written here; it stays on the server, too. */
async function fetchStack({ outputs }: Process, image: Image, gateway: Gateway, world: World): Promise<void> {
  const stack = outputs.find(({ kind, tag }) => kind === 'data-product' && tag === 'stack');
  if (!stack) throw new Stop(Exit.failure, 'the server made no stack');
  const answer = await gateway.open(`/api/data-products/${part(stack.id)}/file`, { signal: world.interrupted });
  await image.write(new Uint8Array(await answer.arrayBuffer()));
}

/** Tell the image, or the frames of a stack, from the template that the chain is given besides. */
const [science, customTemplate] = ['science', 'custom-template'];

/**
 * After a stack the image is what that made. Only a subtraction wants the template; it and the search for transients want what
 * photometry found out.
 */
function inputsOf(pipeline: string, pipelines: readonly string[], hasTemplate: boolean) {
  const [stack, step] = ['stack', 'photometry'].map((name) => pipelines.indexOf(name)) as [number, number];
  const isAfterStack = stack >= 0 && pipelines.indexOf(pipeline) > stack;
  const learns = step >= 0 && ['transients', 'subtraction'].includes(pipeline);
  const image = isAfterStack ? { step: stack, type: 'frame' } : hasTemplate ? { tag: science } : {};
  const template = hasTemplate && pipeline === 'subtraction' ? [{ tag: customTemplate }] : [];
  const found = learns ? ['wcs', 'catalogue'].map((type) => ({ step, type })) : [];
  const inputs = [image, ...template, ...found];
  return inputs.length === 1 && Object.keys(image).length === 0 ? {} : { inputs };
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
