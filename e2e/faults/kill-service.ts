import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../night/observatory.js';
import { bootOf, untilReborn } from './agents.js';
import type { Fault, Trial } from './fault.js';
import { READY_WITHIN_S, TOLD_WITHIN_S } from './patience.js';

export const SERVICES = [
  'alerts',
  'automation',
  'catalog',
  'scheduler',
  'sequencer',
  'instruments',
  'pipeline-inspect',
  'pipeline-photometry',
  'pipeline-site',
  'gateway',
];

/** So many services are away at once, at most. */
const AT_ONCE = 2;
const LONGEST_LULL_MS = 600;

/** Every round kills every service once, in another order, two at a time, each at a moment of chance. */
export const killService: Fault = {
  name: 'kill-service',
  says: 'SIGKILL to each service, again and again, while the night goes on',
  doses: { short: 1, full: 100 },
  async run(trial) {
    const victims = Array.from({ length: trial.rounds }, () => trial.chance.shuffled(SERVICES)).flat();
    await freeze(trial, trial.chance.of(SERVICES.filter((name) => name !== 'gateway')));
    const dying = new Set<string>();
    await Promise.all(Array.from({ length: AT_ONCE }, () => executioner(trial, victims, dying)));
    trial.checked(`each of ${SERVICES.length} services killed ${trial.rounds} times, ready under a new boot each time`);
  },
};

/** A service that hangs is missed, by name. */
async function freeze({ observatory, watch, told, recovered }: Trial, name: string): Promise<void> {
  const pid = await observatory.pidOf(name);
  const at = performance.now();
  process.kill(pid, 'SIGSTOP');
  told(await watch.tells(new RegExp(`^${name} is LOST`), at, TOLD_WITHIN_S));
  const thawedAt = performance.now();
  process.kill(pid, 'SIGCONT');
  recovered(await watch.ready(thawedAt + 200, READY_WITHIN_S));
}

/**
 * Takes one victim after the other, never one that the other executioner waits for.
 * @param moment waits for the moment of a victim's end
 */
export async function executioner(
  trial: Trial,
  victims: string[],
  dying: Set<string>,
  moment: (name: string) => Promise<void> = () => pause(trial.chance.between(0, LONGEST_LULL_MS)),
): Promise<void> {
  const { observatory } = trial;
  for (;;) {
    const next = victims.findIndex((victim) => !dying.has(victim));
    const [name] = next < 0 ? [] : victims.splice(next, 1);
    if (name === undefined) return;
    dying.add(name);
    // the gateway, who is asked, may be the other one that is away
    const before = await eventually(`${name} is heard`, READY_WITHIN_S * 1000, () => bootOf(observatory, name));
    await moment(name);
    // one that just ended by itself, a leader without its lease, is met when it is back
    const at = await eventually(`${name} is there to be killed`, READY_WITHIN_S * 1000, async () => {
      const endsAt = performance.now();
      await observatory.kill(name);
      return endsAt;
    });
    const seconds = await untilReborn(observatory, name, before, at, READY_WITHIN_S);
    trial.recovered(seconds);
    trial.news(`${name} ready ${seconds.toFixed(1)} s after its end, ${victims.length} to go`);
    dying.delete(name);
  }
}
