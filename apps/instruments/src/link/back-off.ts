/** How long to wait before trying again: doubled from half a second up to 30 s, full jitter, for ever. */
export class BackOff {
  private attempt = 0;

  constructor(private readonly random: () => number = Math.random) {}

  nextMs(): number {
    const ceilingMs = Math.min(500 * 2 ** this.attempt, 30_000);
    this.attempt = Math.min(this.attempt + 1, 10);
    return Math.max(50, this.random() * ceilingMs);
  }

  reset(): void {
    this.attempt = 0;
  }
}
