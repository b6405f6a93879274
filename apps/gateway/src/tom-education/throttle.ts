export interface ThrottleLimits {
  readonly most: number;
  readonly withinMs: number;
}

/** Clients that are remembered; whoever has not asked for longest is forgotten first. */
const MOST_CLIENTS = 10_000;

/** Lets each client in so many times within a sliding stretch of time. Those turned away do not count. */
export class Throttle {
  private readonly asked = new Map<string, number[]>();

  constructor(private readonly limits: ThrottleLimits) {}

  /** @param nowMs of a clock that never goes back. @returns 0 when let in, else the seconds to wait, a whole number */
  wait(client: string, nowMs: number): number {
    const { most, withinMs } = this.limits;
    const recent = (this.asked.get(client) ?? []).filter((atMs) => nowMs - atMs < withinMs);
    const oldest = recent[0];
    if (recent.length >= most && oldest !== undefined) return Math.ceil((oldest + withinMs - nowMs) / 1000);
    this.asked.delete(client);
    this.asked.set(client, [...recent, nowMs]);
    const [longest] = this.asked.keys();
    if (this.asked.size > MOST_CLIENTS && longest !== undefined) this.asked.delete(longest);
    return 0;
  }
}
