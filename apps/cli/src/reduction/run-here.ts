import type { Sky } from '@nightjar/catalogues';
import { newId } from '@nightjar/contracts';
import {
  pipelineNamed,
  runPipeline,
  type Pipeline,
  type PipelineResult,
  type PipelineTarget,
  type PipelineWitness,
} from '@nightjar/pipelines';
import {
  networkIsolation,
  noteOfIsolation,
  Prefork,
  privateFolder,
  ProgramRunner,
  WorkFolders,
} from '@nightjar/programs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exit, Stop } from '../exit.js';
import type { World } from '../world.js';
import { candidateListAmong, withAllCandidates } from './all-candidates.js';
import type { Configuration, Settings } from './configuration.js';
import { FurtherInputs } from './further-inputs.js';
import type { Image } from './image.js';
import { placeOf } from './place.js';
import type { Progress } from './progress.js';
import type { ImageResult, StepResult } from './result.js';
import { skyHere } from './sky.js';
import { StepLog } from './step-log.js';

/** What is to be done with an image. */
export interface Work {
  readonly image: Image;
  readonly configuration: Configuration;
  readonly settings: Settings;
  readonly pipelines: readonly string[];
  readonly verbose: boolean;
  /** No server is asked. */
  readonly offline?: boolean;
  /** The images that are put together to make this one. */
  readonly stackOf?: readonly Image[];
}

/** The target of a configuration. @throws Stop when nobody can tell where it is, or one is needed and not there */
export async function targetOf(
  configuration: Configuration,
  pipelines: readonly string[],
  sky: Pick<Sky, 'resolve'>,
): Promise<PipelineTarget | null> {
  const place = placeOf(configuration['target']);
  if (place?.kind === 'position')
    return { id: newId('tgt'), name: place.name, raDeg: place.raDeg, decDeg: place.decDeg, errorDeg: null };
  const asked = place && (await sky.resolve(place.name));
  if (place && asked?.place) {
    const { raDeg, decDeg } = asked.place;
    return { id: newId('tgt'), name: place.name, raDeg, decDeg, errorDeg: null };
  }
  // what measures must not measure something else in silence
  const needing = pipelines.find(
    (name) => name !== 'inspect' && (place || pipelineNamed(name)?.accepts.target === 'needed'),
  );
  if (needing === undefined) return null;
  const how = `-c target='00:42:44.3 +41:16:09', or in degrees`;
  throw new Stop(
    Exit.usage,
    place
      ? `${asked?.note ?? ''} Say where it is, ${how}, or ask a server with --remote`
      : `${needing} needs a target; say where it is: ${how}`,
  );
}

/** Runs the pipelines in this very process, with this machine's tools. What they make lies beside the image. */
export async function runHere(work: Work, progress: Progress, world: World): Promise<ImageResult> {
  const { image, pipelines, configuration } = work;
  const steps: StepResult[] = [];
  await using sky = closing(skyHere(world, work.offline ?? false));
  const target = await targetOf(configuration, pipelines, sky);
  const further = new FurtherInputs();
  await further.recall(image);
  for (const name of pipelines) {
    const pipeline = pipelineNamed(name);
    if (!pipeline) throw new Stop(Exit.usage, `there is no pipeline ${name}`);
    const step = await runStep(pipeline, target, { ...work, sky, further }, progress, world);
    steps.push(step);
    progress.say(`${image.name}  ${name}: ${step.outcome === 'failed' ? 'FAILED: ' : ''}${step.says}`);
    if (step.outcome === 'failed') break;
  }
  return { file: image.path, config: image.configPath, steps };
}

async function runStep(
  pipeline: Pipeline,
  target: PipelineTarget | null,
  {
    image,
    settings,
    verbose,
    sky,
    further,
    stackOf = [],
  }: Work & { readonly sky: Sky; readonly further: FurtherInputs },
  progress: Progress,
  world: World,
): Promise<StepResult> {
  const startedMs = performance.now();
  await image.forget(pipeline.name);
  const file = new StepLog(image.outputs, pipeline.name);
  const witness: PipelineWitness = {
    stepBegan(step) {
      progress.began(image.name, pipeline.name, step);
      file.line(`${step} ...`);
    },
    stepEnded(step, ok) {
      progress.ended(ok);
      if (!ok) file.line(`${step} failed`, 'error');
    },
    stepProgress: (_, { done, of }) => progress.isAt(done / of),
    log(text, level) {
      file.line(text, level);
      if (verbose || level !== 'info') progress.say(`  ${level === 'info' ? '' : `${level}: `}${text}`);
    },
  };
  const path = world.env['PATH'] ?? '';
  const isolation = await networkIsolation(path);
  using prefork = pipeline.tools.length === 0 ? undefined : new Prefork(path, { isolation });
  const tools = new ProgramRunner({ path, signal: world.interrupted, isolation, prefork });
  const note = noteOfIsolation(isolation);
  if (note !== undefined) witness.log(note, 'info');
  const folders = await workFolders();
  return await folders.during(`${pipeline.name}-${newId('prc')}`, async (workdir) => {
    const { flags, params } = settings.of(pipeline.name);
    const images = pipeline.name === 'stack' ? stackOf : [image];
    const besides = pipeline.name === 'stack' ? [] : await further.of(params, pipeline.accepts.types);
    const inputs = [...(await Promise.all(images.map((one) => one.input()))), ...besides];
    const ports = { tools, witness, sky, signal: world.interrupted };
    const result = await runPipeline(pipeline, { target, inputs, flags, params, workdir }, ports).catch(failedByFault);
    await tools.ended();
    if (world.interrupted.aborted) file.line('interrupted', 'error');
    world.interrupted.throwIfAborted();
    const durationS = (performance.now() - startedMs) / 1000;
    const step = await kept(result, pipeline, image, further);
    file.line(step.says, step.outcome === 'failed' ? 'error' : 'info');
    return { pipeline: pipeline.name, ...step, outputs: [...step.outputs, file.path], durationS };
  });
}

/** Beside what other users make in /tmp; what a killed run of ours left there is removed first. */
async function workFolders(): Promise<WorkFolders> {
  const folders = new WorkFolders(await privateFolder(join(tmpdir(), `nightjar-work-${process.getuid?.() ?? 'mine'}`)));
  await folders.sweep();
  return folders;
}

const closing = <T extends { close(): Promise<void> }>(thing: T): T & AsyncDisposable =>
  Object.assign(thing, { [Symbol.asyncDispose]: () => thing.close() });

/** On a laptop a tool that ends badly is the user's to hear of, as a sentence. */
const failedByFault = (fault: unknown): PipelineResult => ({
  outcome: 'failed',
  because: fault instanceof Error ? fault.message : String(fault),
});

async function kept(result: PipelineResult, { name }: Pipeline, image: Image, further: FurtherInputs) {
  if (result.outcome === 'failed')
    return { outcome: result.outcome, says: result.because, facts: {}, outputs: [], data: [] } as const;
  const { says, facts, products, data, documents = [] } = result;
  const values = data.length === 0 ? [] : [{ file: 'data.json', content: `${JSON.stringify(data, null, 2)}\n` }];
  const texts = documents.map(({ file, text }) => ({ file, content: text }));
  const stacked = name === 'stack' ? products.find(({ tag }) => tag === 'stack') : undefined;
  if (stacked) await image.write(stacked.content);
  const others = products.filter((product) => product !== stacked);
  const paths = await image.keep(name, [...others, ...texts, ...values]);
  await further.learn(others, paths);
  const outputs = stacked ? [image.path, ...paths] : paths;
  const list = candidateListAmong(products);
  const told = list ? withAllCandidates(facts, Buffer.from(list.content).toString()) : facts;
  return { outcome: result.outcome, says, facts: told, outputs, data } as const;
}
