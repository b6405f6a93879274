import type { BlobReceived, Values } from '@nightjar/grammar';
import type { DeviceLink } from '../link/device-link.js';

const FETCHES = 3;
const FETCH_WITHIN_MS = 10_000;
const KEPT = 2;

/** An image that is whole, and what the device says of it. */
export interface WholeImage {
  readonly blob: BlobReceived;
  readonly facts: Values;
}

/** The images a device has sent and nobody has taken yet. */
export class ImageBox {
  private readonly images = new Map<string, BlobReceived>();

  constructor(private readonly link: () => DeviceLink) {}

  keep(blob: BlobReceived): void {
    this.images.set(blob.id, blob);
    const oldest = this.images.keys().next().value;
    if (this.images.size > KEPT && oldest !== undefined) this.images.delete(oldest);
  }

  forget(id: string): void {
    this.images.delete(id);
  }

  /**
   * The image of an exposure: it came before the DONE; one that is missing or damaged is asked for again.
   * @throws Error when the device has none, LinkFault when it cannot be asked
   */
  async of(id: string, facts: Values): Promise<WholeImage> {
    const blob = this.images.get(id);
    return blob?.intact ? { blob, facts } : this.fetch(id);
  }

  private async fetch(id: string): Promise<WholeImage> {
    for (let attempt = 1; attempt <= FETCHES; attempt++) {
      const ticket = `${id}.f${attempt}`;
      const options = { id: ticket, timeoutMs: FETCH_WITHIN_MS };
      const reply = await this.link().ask({ verb: 'GET', names: ['LAST_IMAGE'] }, options);
      const blob = this.images.get(ticket);
      this.images.delete(ticket);
      if (reply.outcome !== 'OK' || reply.values['JOB'] !== id) break;
      if (blob?.intact) return { blob, facts: reply.values };
    }
    throw new Error('the device has no whole image of it');
  }
}
