import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, insertNew, type Transaction } from '@nightjar/persistence';
import { Clock, Log, ProductStore } from '@nightjar/service-kit';
import { ReleasedFileRow } from './catalog.entities.js';
import { ProductCatalogue } from './product.store.js';

/** So long a removed file can be taken back. */
const ERASED_AFTER_MS = 3_600_000;
const LOOKS_EVERY_MS = 600_000;
/** An output lies in the store until its event reaches the catalogue; no outage that anything survives lasts so long. */
const FORSAKEN_AFTER_MS = 7 * 86_400_000;
const SWEEPS_EVERY_MS = 86_400_000;
const SHOWN = 5;

/**
 * Removes files from the store once no product names them. A file comes into the store before its product is
 * registered, so one may be removed in between: whoever registers it takes it back, and nothing is erased for an hour.
 * Once a day it looks for files that no product ever named: outputs of a runner that had lost its job, an upload whose
 * gateway was killed.
 */
@Injectable()
export class FileKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  /** Not at the start, when all else begins, too. */
  private nextSweepMs = performance.now() + LOOKS_EVERY_MS / 2;

  constructor(
    private readonly database: Database,
    private readonly products: ProductCatalogue,
    private readonly store: ProductStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const look = (): void => void this.look().catch((fault: unknown) => this.log.error(`files: ${String(fault)}`));
    this.timer = setInterval(look, LOOKS_EVERY_MS);
    this.timer.unref();
    look();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Notes files that may have lost their last product; `removeReleased` is to follow the commit. */
  async release(tx: Transaction, files: readonly string[]): Promise<void> {
    await insertNew(tx.em, ReleasedFileRow, ...[...new Set(files)].map((sha256) => ({ sha256 })));
  }

  /** Removes what was released, also what a killed process had left to do. */
  async removeReleased(): Promise<void> {
    const released = await this.database.em.find(ReleasedFileRow, {}, { disableIdentityMap: true });
    for (const { sha256 } of released) {
      if (await this.isUnnamed(sha256)) await this.store.remove(sha256);
      // a product may have been registered while we looked; it looked while the file was still there
      if (!(await this.isUnnamed(sha256))) await this.store.takeBack(sha256);
      await this.database.em.nativeDelete(ReleasedFileRow, { sha256 });
    }
  }

  /** Products are registered with these files: whatever was removed meanwhile is there again. */
  async keep(files: readonly string[]): Promise<void> {
    for (const sha256 of new Set(files)) await this.store.takeBack(sha256);
  }

  /** Removes what was left, and erases what was removed long enough ago. */
  async look(): Promise<void> {
    await this.removeReleased();
    const before = new Date(this.clock.now().getTime() - ERASED_AFTER_MS);
    for (const sha256 of await this.store.removedBefore(before)) {
      if (await this.isUnnamed(sha256)) await this.store.erase(sha256);
      else await this.store.takeBack(sha256);
    }
    if (performance.now() < this.nextSweepMs) return;
    this.nextSweepMs = performance.now() + SWEEPS_EVERY_MS;
    await this.sweep();
  }

  /** Removes what no product names and nobody has brought for a week. Files have the times of the machine. */
  async sweep(since = new Date(Date.now() - FORSAKEN_AFTER_MS)): Promise<void> {
    const removed: string[] = [];
    for await (const names of this.store.names())
      for (const sha256 of names.length > 0 ? await this.products.unnamed(names) : [])
        if (await this.store.removeUntouched(sha256, since)) {
          removed.push(sha256);
          // a product may have been registered while we looked; it looked while the file was still there
          if (!(await this.isUnnamed(sha256))) await this.store.takeBack(sha256);
        }
    if (removed.length === 0) return;
    const says = `removed ${removed.length} file${removed.length === 1 ? '' : 's'} that no product has named for a week`;
    this.log.warn(says, { files: removed.slice(0, SHOWN) });
  }

  private async isUnnamed(sha256: string): Promise<boolean> {
    return (await this.products.unnamed([sha256])).length > 0;
  }
}
