import { newId, type DataProduct } from '@nightjar/contracts';
import { mediaTypeOf, type PipelineInput } from '@nightjar/pipelines';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Exit, Stop } from '../exit.js';
import type { Configuration } from './configuration.js';
import { isStale } from './stale.js';

/** An image on this machine, its configuration beside it, and the folder of what was made from it. */
export class Image {
  readonly path: string;
  readonly name: string;
  readonly configPath: string;
  readonly outputs: string;

  /** @param output where products go; default: a folder of the image's own beside it */
  constructor(file: string, output?: string) {
    this.path = resolve(file);
    this.name = basename(this.path);
    this.configPath = join(dirname(this.path), '.config');
    this.outputs = resolve(output ?? join(dirname(this.path), `${this.stem}.nightjar`));
  }

  /** Its name without what says that it is FITS. */
  get stem(): string {
    return this.name.replace(/\.(fits?|fts)(\.(fz|gz))?$/i, '');
  }

  /** @throws Stop when there is no such file */
  async mustBeThere(): Promise<void> {
    if (!(await this.isThere())) throw new Stop(Exit.notFound, `there is no file ${this.path}`);
  }

  async isThere(): Promise<boolean> {
    return (await stat(this.path).catch(() => undefined))?.isFile() ?? false;
  }

  /** Writes the image itself. */
  async write(content: Uint8Array): Promise<void> {
    const temporary = `${this.path}.${process.pid}.part`;
    await writeFile(temporary, content);
    await rename(temporary, this.path);
  }

  /** What lies beside the image; nothing when nothing does. @throws Stop when it is no JSON object */
  async configuration(): Promise<Configuration> {
    const text = await readFile(this.configPath, 'utf8').catch(() => undefined);
    return text === undefined ? {} : jsonObject(text, this.configPath);
  }

  async writeConfiguration(configuration: Configuration): Promise<void> {
    const temporary = `${this.configPath}.${process.pid}.part`;
    await writeFile(temporary, `${JSON.stringify(configuration, null, 2)}\n`);
    await rename(temporary, this.configPath);
  }

  /** Removes everything that these pipelines made from the image; the folder may hold what is another's. */
  async cleanUp(pipelines: readonly string[]): Promise<void> {
    for (const pipeline of pipelines) await this.forget(pipeline);
    const left = await readdir(this.outputs).catch(() => undefined);
    if (left?.length === 0) await rmdir(this.outputs);
  }

  /** Removes what a pipeline is about to make worthless. */
  async forget(pipeline: string): Promise<void> {
    const names = await readdir(this.outputs).catch((fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ENOENT') return [];
      throw fault;
    });
    for (const name of names.filter((one) => isStale(one, pipeline)))
      await rm(join(this.outputs, name), { recursive: true, force: true });
  }

  /** Writes what a pipeline made. @returns the paths */
  async keep(pipeline: string, files: readonly { readonly file: string; readonly content: Uint8Array | string }[]) {
    await mkdir(this.outputs, { recursive: true });
    const paths: string[] = [];
    for (const { file, content } of files) {
      const path = join(this.outputs, `${pipeline}_${file}`);
      await writeFile(path, content);
      paths.push(path);
    }
    return paths;
  }

  /** As a pipeline gets it. */
  async input(): Promise<PipelineInput> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.path)) hash.update(chunk as Buffer);
    const product: DataProduct = {
      id: newId('prd'),
      name: this.name,
      type: 'frame',
      mediaType: mediaTypeOf(this.name),
      size: (await stat(this.path)).size,
      sha256: hash.digest('hex'),
      ...{ target: null, observation: null, process: null, of: null, meta: {}, tags: [], traceId: null },
      createdAt: new Date().toISOString(),
    };
    return { product, path: this.path };
  }
}

/** @throws Stop naming the file */
export function jsonObject(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && !Array.isArray(content))
      return content as Readonly<Record<string, unknown>>;
  } catch {
    // falls through to the one sentence
  }
  throw new Stop(Exit.usage, `${path} is no JSON object of names and values`);
}
