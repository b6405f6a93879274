import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, Log } from '@nightjar/service-kit';
import { NightPlanner } from './night-planner.js';
import { SchedulerService } from './scheduler.service.js';
import { SchedulerStore } from './scheduler.store.js';

/** The longest a plan stands without being made anew, observatory seconds. */
const STALE_AFTER_S = 600;
/** At least this long between two looks, so that a window that ends now is over at the next. */
const SHORTEST_S = 1;

/** Asks for a plan at dusk, when a window ends, and every ten minutes of the observatory's time. */
@Injectable()
export class NightWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private watching: Promise<void> | undefined;

  constructor(
    private readonly requests: SchedulerService,
    private readonly planner: NightPlanner,
    private readonly store: SchedulerStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.planner.prepare();
    this.watching = this.watch();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    let because = 'the scheduler began';
    while (!this.stopping.signal.aborted) {
      try {
        await this.requests.replan(because);
        because = await this.rest();
      } catch (fault) {
        this.log.warn('the night watch could not ask for a plan', { fault: String(fault) });
        await this.clock.sleep(5 * this.clock.rate, this.stopping.signal);
      }
    }
  }

  /** Waits for the next occasion. @returns what it is */
  private async rest(): Promise<string> {
    const nowMs = this.clock.now().getTime();
    const dusk = this.planner.tonight()?.span.startMs ?? 0;
    const expiry = await this.store.nextExpiry();
    const occasions = [
      { inS: STALE_AFTER_S, says: 'ten minutes have passed' },
      ...(dusk > nowMs ? [{ inS: (dusk - nowMs) / 1000, says: 'the night begins' }] : []),
      ...(expiry ? [{ inS: (Date.parse(expiry) - nowMs) / 1000 + SHORTEST_S, says: 'a window has ended' }] : []),
    ];
    const next = occasions.reduce((a, b) => (b.inS < a.inS ? b : a));
    await this.clock.sleep(Math.max(SHORTEST_S, next.inS), this.stopping.signal);
    return next.says;
  }
}
