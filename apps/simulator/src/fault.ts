import { z } from 'zod';

/** What can be made to go wrong on one device's line. */
export const Fault = z.discriminatedUnion('fault', [
  z.object({
    fault: z.literal('drop_socket'),
    afterBytes: z.int().nonnegative().default(0),
    direction: z.enum(['in', 'out']).default('out'),
  }),
  z.object({ fault: z.literal('half_frame') }),
  z.object({ fault: z.literal('garbage'), lines: z.int().positive().max(1000).default(1) }),
  z.object({ fault: z.literal('delay'), ms: z.number().nonnegative() }),
  z.object({ fault: z.literal('stuck_busy') }),
  z.object({ fault: z.literal('refuse_connections') }),
  z.object({ fault: z.literal('power_cycle') }),
  z.object({ fault: z.literal('stale') }),
]);
export type Fault = z.output<typeof Fault>;

/** The faults in force on one device's line. */
export class Faults {
  delayMs = 0;
  stuckBusy = false;
  refuseConnections = false;
  halfFrame = false;
  /** Bytes that may still pass before the line is cut; undefined: no cut is planned. */
  private readonly left: { in: number | undefined; out: number | undefined } = { in: undefined, out: undefined };

  cutAfter(direction: 'in' | 'out', bytes: number): void {
    this.left[direction] = bytes;
  }

  /** How many of these bytes still pass, and whether the line is cut after them. A cut happens once. */
  pass(direction: 'in' | 'out', bytes: number): { readonly bytes: number; readonly cut: boolean } {
    const left = this.left[direction];
    if (left === undefined) return { bytes, cut: false };
    if (bytes < left) {
      this.left[direction] = left - bytes;
      return { bytes, cut: false };
    }
    this.left[direction] = undefined;
    return { bytes: left, cut: true };
  }

  clear(): void {
    this.delayMs = 0;
    this.stuckBusy = false;
    this.refuseConnections = false;
    this.halfFrame = false;
    this.left.in = undefined;
    this.left.out = undefined;
  }
}
