import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pipeline } from '../definition.js';
import { isPipeline } from '../definition.js';
import { sentence } from '../lawful-definition.js';
import { Manifest } from '../program/manifest.js';
import { programPipeline } from '../program/program-pipeline.js';
import { lendImports } from './bare-imports.js';

/** A file that should be a pipeline and is none. */
export interface BrokenPipeline {
  readonly file: string;
  /** What it would be called, by its file. */
  readonly name: string;
  /** What is wrong with it, for whoever wrote it. */
  readonly error: string;
}

export interface LoadedPipeline {
  readonly file: string;
  readonly pipeline: Pipeline;
}

/** What a folder of pipelines holds. */
export interface LoadedPipelines {
  readonly loaded: readonly LoadedPipeline[];
  readonly broken: readonly BrokenPipeline[];
}

/** A module that has not loaded after this long waits for something; the rest is not kept waiting. */
const patienceMs = 10_000;

/**
 * Loads the pipelines of the site: `*.ts`, `*.js`, `*.mjs` (default export of `definePipeline`) and manifests `*.json`,
 * in order of their names. Each by itself: what is broken is listed with its error. Names that are `taken` are refused.
 * A folder that is not there holds none. Modules run in this thread: call it where their harm is bounded.
 */
export async function loadPipelines(folder: string, taken: readonly string[] = []): Promise<LoadedPipelines> {
  const names = await readdir(folder).catch(() => []);
  const programs = await programsOf(folder, names);
  const files = names.filter((name) => isOurs(name) && !programs.has(name)).sort();
  const loaded: LoadedPipeline[] = [];
  const broken: BrokenPipeline[] = [];
  if (files.length === 0) return { loaded, broken };
  const at = await realpath(folder);
  if (files.some((file) => !file.endsWith('.json'))) lendImports(pathToFileURL(at));
  const owners = new Map(taken.map((name) => [name, 'a built-in pipeline']));
  for (const file of files) {
    try {
      const pipeline = await loadOne(at, file);
      const owner = owners.get(pipeline.name);
      if (owner !== undefined) throw new Error(`the name ${pipeline.name} is taken by ${owner}: choose another`);
      owners.set(pipeline.name, file);
      loaded.push({ file, pipeline });
    } catch (fault) {
      broken.push({ file, name: basename(file, extname(file)), error: errorOf(fault) });
    }
  }
  return { loaded, broken };
}

const isOurs = (file: string): boolean =>
  /\.(ts|js|mjs|json)$/.test(file) &&
  !/^[._]|\.d\.ts$|\.(spec|test)\.|^(tsconfig|package|package-lock)\.json$/.test(file);

/** Files that a manifest starts as programs: they are no modules of ours, and must not be run by being looked at. */
async function programsOf(folder: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const manifests = names.filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(manifests.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return new Set(texts.flatMap((text) => [...text.matchAll(/"\.\/([^"\\/]+)"/g)].map(([, file = '']) => file)));
}

const loadOne = (folder: string, file: string): Promise<Pipeline> =>
  file.endsWith('.json') ? loadManifest(folder, file) : loadModule(folder, file);

async function loadManifest(folder: string, file: string): Promise<Pipeline> {
  const checked = Manifest.safeParse(JSON.parse(await readFile(join(folder, file), 'utf8')));
  if (!checked.success) throw new Error(checked.error.issues.map(sentence).join('; '));
  return programPipeline(checked.data, folder);
}

async function loadModule(folder: string, file: string): Promise<Pipeline> {
  const module: unknown = await within(patienceMs, import(pathToFileURL(join(folder, file)).href));
  const made = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (made === undefined) throw new Error('it has no default export: export default definePipeline({ … })');
  if (!isPipeline(made)) throw new Error('its default export was not made by definePipeline({ … })');
  return made;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`it did not load within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error and, for a mistake in the code, its place. */
function errorOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const place = fault.name === 'Error' || fault.name === 'InvalidPipeline' ? undefined : fault.stack?.split('\n')[0];
  return (place && !place.includes(fault.message) ? `${place}: ${fault.message}` : fault.message).slice(0, 2000);
}
