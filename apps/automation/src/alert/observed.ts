import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { ListObservations, ListProducts, type DataProduct } from '@nightjar/contracts';

/** More frames than any request has. */
const MOST = 1000;

/** What a request has brought. */
@Injectable()
export class Observed {
  constructor(private readonly bus: Bus) {}

  /**
   * The frames of a request, oldest first.
   * @throws Error while the catalogue does not know of all of them yet: whoever asks is told again then
   */
  async framesOf(request: string): Promise<DataProduct[]> {
    const { results } = await this.bus.ask(ListObservations, { request, limit: MOST });
    const expected = results.reduce((sum, { frames }) => sum + frames, 0);
    const frames: DataProduct[] = [];
    for (const { id } of results) {
      const page = await this.bus.ask(ListProducts, { observation: id, type: 'frame', limit: MOST });
      frames.push(...page.results);
    }
    if (frames.length < Math.min(expected, MOST))
      throw new Error(`${frames.length} of the ${expected} frames of ${request} are in the catalogue yet`);
    return frames.sort((one, other) => (one.id < other.id ? -1 : 1));
  }
}
