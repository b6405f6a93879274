import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Refusal, type PipelineInfo } from '@nightjar/contracts';
import { listingOf, pipelineNamed, pipelines, type PipelineListing } from '@nightjar/pipelines';
import { CONFIG } from '@nightjar/service-kit';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeParams } from './params-judgement.js';
import { pipelineFolder, queues, type PipelineConfig } from './pipeline.config.js';
import { brokenInfo, infoOf } from './pipeline-info.js';
import { ShelfReader } from './shelf-reader.js';
import type { ParamsJudgement, SiteShelf } from './thread-message.js';

/** One state of the site's folder: what it held, and the thread that read it. */
interface Edition {
  readonly name: string;
  readonly shelf: SiteShelf;
  readonly reader: ShelfReader | undefined;
}

const nothing: SiteShelf = { listings: [], broken: [] };

/** Every pipeline there is: the built-in ones, and the site's own as they are in its folder at this moment. */
@Injectable()
export class Shelf implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly folder: string;
  private readonly builtIn = pipelines.map(listingOf);
  private current: Edition | undefined;
  private looking: Promise<Edition> | undefined;

  constructor(@Inject(CONFIG) config: PipelineConfig) {
    this.folder = pipelineFolder(config);
  }

  /** Read before the first question; nothing waits for it. */
  onApplicationBootstrap(): void {
    void this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.looking;
    await this.current?.reader?.close();
  }

  async list(): Promise<PipelineInfo[]> {
    const { shelf } = await this.look();
    return [
      ...this.builtIn.map((one) => infoOf(one)),
      ...shelf.listings.map((one) => infoOf(one, one.file, faultOfQueue(one))),
      ...shelf.broken.map(brokenInfo),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws Refusal `not_found`, or `cannot_run` for one of the site's that is broken */
  async named(name: string): Promise<PipelineListing> {
    const own = this.builtIn.find((one) => one.name === name);
    if (own) return own;
    const { shelf } = await this.look();
    const found = shelf.listings.find((one) => one.name === name);
    const broken = shelf.broken.find((one) => one.name === name)?.error ?? (found && faultOfQueue(found));
    if (broken !== undefined && broken !== null)
      throw new Refusal('cannot_run', `The pipeline ${name} is broken: ${broken}`, { pipeline: name });
    if (!found) throw new Refusal('not_found', `There is no pipeline ${name}.`, { pipeline: name });
    return found;
  }

  async judgeParams(name: string, params: unknown): Promise<ParamsJudgement> {
    const own = pipelineNamed(name);
    if (own) return judgeParams(own, params);
    const { reader } = await this.look();
    return reader?.judge(name, params) ?? { ok: false, because: `there is no pipeline ${name}` };
  }

  /** The state of the site's folder, where the pipeline lies in it; undefined for a built-in one. */
  async editionOf(name: string): Promise<string | undefined> {
    return pipelineNamed(name) ? undefined : (await this.look()).name;
  }

  /** Looks at the folder; what has changed is read anew. */
  private look(): Promise<Edition> {
    this.looking ??= this.read().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async read(): Promise<Edition> {
    const name = await nameOf(this.folder);
    const before = this.current;
    if (before?.name === name) return before;
    const reader = name === '' ? undefined : new ShelfReader(this.folder);
    const shelf = (await reader?.list().catch(unreadable)) ?? nothing;
    this.current = { name, shelf, reader };
    await before?.reader?.close();
    return this.current;
  }
}

/** Names, sizes and times of everything in the folder; empty when nothing is. */
async function nameOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const facts = names.sort().map(async (name) => {
    const found = await stat(join(folder, name)).catch(() => undefined);
    return `${name} ${found?.size} ${found?.mtimeMs}`;
  });
  return (await Promise.all(facts)).join('\n');
}

const unreadable = (fault: unknown): SiteShelf => ({
  listings: [],
  broken: [{ file: '.', name: 'pipelines', error: fault instanceof Error ? fault.message : String(fault) }],
});

const faultOfQueue = ({ queue }: PipelineListing): string | null =>
  queues.includes(queue) ? null : `there is no queue ${queue}: name one of ${queues.join(', ')}`;
