import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  DeleteProducts,
  ListProcesses,
  ListProducts,
  Refusal,
  ReviewDeletion,
  type DataProduct,
} from '@nightjar/contracts';
import { Log } from '@nightjar/service-kit';
import { STARTED_BY } from './film-maker.js';

const TAG = 'timelapse';
const MOST = 1000;

/** Takes the old timelapses of a target away once a new one is in the catalogue, so that there is one at any time. */
@Injectable()
export class OldFilms {
  constructor(
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  /** Does nothing for what is no timelapse of ours. Doing it twice is doing it once. */
  async replacedBy({ id, target, process, tags }: DataProduct): Promise<void> {
    if (target === null || process === null || !tags.includes(TAG)) return;
    const [made] = (await this.bus.ask(ListProcesses, { id: process, limit: 1 })).results;
    if (!made?.startedBy.startsWith(STARTED_BY)) return;
    const { results } = await this.bus.ask(ListProducts, { target, tag: TAG, limit: MOST });
    const old = results.filter((film) => film.process !== process && film.id < id).map((film) => film.id);
    if (old.length > 0) await this.remove(old);
  }

  private async remove(products: readonly string[]): Promise<void> {
    try {
      const { confirmation } = await this.bus.ask(ReviewDeletion, { products: [...products] });
      await this.bus.ask(DeleteProducts, { products: [...products], confirmation });
    } catch (reason) {
      if (!(reason instanceof Refusal) || !STAYS.includes(reason.code)) throw reason;
      this.log.warn(`old timelapses stay: ${reason.message}`, { products });
    }
  }
}

/** Somebody works with them, or took them away meanwhile. */
const STAYS: readonly string[] = ['in_use', 'not_found'];
