import type { Clock } from '@nightjar/service-kit';

/** Sleeps until something happens or an instant comes; what happens while awake is not forgotten. */
export class Wakeable {
  private woken = false;
  private sleeping: AbortController | undefined;

  wake(): void {
    this.woken = true;
    this.sleeping?.abort();
  }

  /** @param untilMs Unix ms of the observatory; null: only {@link wake} or the signal end the rest */
  async rest(clock: Clock, untilMs: number | null, signal: AbortSignal): Promise<void> {
    if (!this.woken && !signal.aborted) {
      this.sleeping = new AbortController();
      const either = AbortSignal.any([this.sleeping.signal, signal]);
      // A timer holds 24 days at most; whoever rests longer looks around once a day.
      const seconds =
        untilMs === null ? 86_400 : Math.min(86_400, Math.max(0, (untilMs - clock.now().getTime()) / 1000));
      await clock.sleep(seconds, either);
      this.sleeping = undefined;
    }
    this.woken = false;
  }
}
