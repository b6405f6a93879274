import type { Site } from '@nightjar/contracts';
import type { Clock, Log } from '@nightjar/service-kit';
import type { Commander } from './commander.js';
import type { Knowledge } from './knowledge.js';
import { type Chore, chores, type House, isNight, nextTurnMs } from './next-chore.js';
import { domeOf } from './situation.js';
import { Wakeable } from './wakeable.js';

/** Wall seconds before a refused chore is tried again, and before a device is expected to show that it obeys. */
const RETRY_S = 5;
const OBEYS_S = 2;

/** Opens the dome for the night, parks and closes for the day. */
export class Housekeeper {
  private opened = false;
  private putAway = false;
  private wasSafe = false;
  private retryAtMs = 0;
  private readonly bed = new Wakeable();

  constructor(
    private readonly site: Site,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly commander: Commander,
    private readonly knowledge: Knowledge,
    private readonly observing: () => boolean,
  ) {
    knowledge.onChange(() => this.bed.wake());
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const house = this.house();
      const nowMs = house.now.getTime();
      this.remember(house);
      if (nowMs >= this.retryAtMs) await this.look(house);
      const turnMs = nextTurnMs(this.knowledge, nowMs);
      const retryMs = this.retryAtMs > nowMs ? this.retryAtMs : null;
      const next = [turnMs, retryMs].filter((ms) => ms !== null);
      await this.bed.rest(this.clock, next.length ? Math.min(...next) : null, signal);
    }
  }

  private async look(house: House): Promise<void> {
    const todo = chores({ ...house, opened: this.opened, putAway: this.putAway });
    const done = await Promise.all(todo.map((chore) => this.carryOut(chore)));
    const restS = done.every(Boolean) ? OBEYS_S : RETRY_S;
    if (todo.length > 0) this.retryAtMs = house.now.getTime() + restS * 1000 * this.clock.rate;
    if (done.every(Boolean)) {
      if (todo.some(({ order }) => order.action === 'open')) this.opened = true;
      if (!isNight(house) && house.plan && !house.observing) this.putAway = true;
    }
  }

  /** A new night, and weather that has become good again, let the dome be opened once more. */
  private remember(house: House): void {
    const safe = house.safety?.safe === true;
    if (!isNight(house)) this.opened = false;
    if (safe && !this.wasSafe) {
      this.opened = false;
      this.retryAtMs = 0;
    }
    if (isNight(house)) this.putAway = false;
    this.wasSafe = safe;
  }

  private house(): House {
    const { plan, safety } = this.knowledge;
    const dome = domeOf(this.site);
    return {
      ...{
        now: this.clock.now(),
        plan,
        safety,
        observing: this.observing(),
        opened: this.opened,
        putAway: this.putAway,
      },
      dome: { name: dome, state: this.knowledge.state(dome) },
      telescopes: this.site.telescopes.map(({ name }) => ({ name, state: this.knowledge.state(name) })),
    };
  }

  private async carryOut({ instrument, order, says }: Chore): Promise<boolean> {
    const { outcome } = await this.commander.order(instrument, order);
    if (outcome === 'accepted') this.log.info(`${order.action} ${instrument}: ${says}`);
    return outcome === 'accepted';
  }
}
