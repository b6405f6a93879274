import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { PipelineInfo } from '@nightjar/contracts';
import type { PipelineListing } from '@nightjar/pipelines';
import { CONFIG } from '@nightjar/service-kit';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { builtIn, Edition, faultOfQueue } from './edition.js';
import { pipelineFolder, type PipelineConfig } from './pipeline.config.js';
import { brokenInfo, infoOf } from './pipeline-info.js';
import { ShelfReader } from './shelf-reader.js';
import type { SiteShelf } from './thread-message.js';

const nothing: SiteShelf = { listings: [], broken: [] };
/** Whoever looked just before the folder changed may still ask the thread that read it. */
const OUTLIVES_MS = 10_000;

/** Every pipeline there is: the built-in ones, and the site's own as they are in its folder at this moment. */
@Injectable()
export class Shelf implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly folder: string;
  private current: Edition | undefined;
  private looking: Promise<Edition> | undefined;
  private readonly past = new Set<ShelfReader>();

  constructor(@Inject(CONFIG) config: PipelineConfig) {
    this.folder = pipelineFolder(config);
  }

  /** Read before the first question; nothing waits for it. */
  onApplicationBootstrap(): void {
    void this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.looking;
    await Promise.all([this.current?.reader, ...this.past].map((reader) => reader?.close()));
  }

  async list(): Promise<PipelineInfo[]> {
    const { site } = await this.look();
    return [
      ...builtIn.map((one) => infoOf(one)),
      ...site.listings.map((one) => infoOf(one, one.file, faultOfQueue(one))),
      ...site.broken.map(brokenInfo),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws Refusal `not_found`, or `cannot_run` for one of the site's that is broken */
  async named(name: string): Promise<PipelineListing> {
    return (await this.look()).named(name);
  }

  /** Looks at the folder; what has changed is read anew. */
  look(): Promise<Edition> {
    this.looking ??= this.read().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async read(): Promise<Edition> {
    const name = await nameOf(this.folder);
    const before = this.current;
    if (before?.name === name) return before;
    const reader = name === '' ? undefined : new ShelfReader(this.folder);
    const site = (await reader?.list().catch(unreadable)) ?? nothing;
    this.current = new Edition(name, site, reader);
    if (before?.reader) this.retire(before.reader);
    return this.current;
  }

  private retire(reader: ShelfReader): void {
    this.past.add(reader);
    const end = (): void => void reader.close().then(() => this.past.delete(reader));
    setTimeout(end, OUTLIVES_MS).unref();
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
