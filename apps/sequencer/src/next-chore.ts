import type { NightPlan, Order } from '@nightjar/contracts';
import type { Safety } from './situation.js';

/** Everything that decides about the dome and about parking. */
export interface House {
  readonly now: Date;
  readonly plan: NightPlan | null;
  readonly safety: Safety | null;
  readonly dome: { readonly name: string; readonly state: string | null };
  readonly telescopes: readonly { readonly name: string; readonly state: string | null }[];
  /** Whether an observation runs. */
  readonly observing: boolean;
  /** Whether the dome was opened since the night began and the weather last became good. */
  readonly opened: boolean;
  /** Whether everything was put away since the night ended. */
  readonly putAway: boolean;
}

export interface Chore {
  readonly instrument: string;
  readonly order: Order;
  readonly says: string;
}

/** Whether the night of the plan is on. */
export const isNight = ({ now, plan }: Pick<House, 'now' | 'plan'>): boolean =>
  plan?.night != null &&
  Date.parse(plan.night.startAt) <= now.getTime() &&
  now.getTime() < Date.parse(plan.night.endAt);

/** When night begins or ends next, Unix ms; null when no plan tells. */
export const nextTurnMs = ({ plan }: Pick<House, 'plan'>, nowMs: number): number | null => {
  const turns = plan?.night ? [Date.parse(plan.night.startAt), Date.parse(plan.night.endAt)] : [];
  return turns.find((at) => at > nowMs) ?? null;
};

/**
 * What is to be done about the house. At night, when it is safe, the dome is opened once (an operator may close it again), and
 * whenever an observation needs it. By day telescopes are parked and the dome is closed, once. The weather's closing is not
 * done here: instruments close the dome by themselves.
 */
export const chores = (house: House): readonly Chore[] => {
  const { dome, safety, observing, opened, telescopes } = house;
  if (!house.plan) return [];
  if (isNight(house)) {
    const closed = dome.state === 'CLOSED' || dome.state === 'STOPPED';
    const wanted = safety?.safe === true && closed && (observing || !opened);
    return wanted ? [{ instrument: dome.name, order: { action: 'open' }, says: 'the night is on and it is safe' }] : [];
  }
  if (observing || house.putAway) return [];
  const says = 'the night is over';
  const toPark = telescopes.filter(
    ({ state }) => state !== null && state !== 'PARKED' && state !== 'PARKING' && state !== 'OFFLINE',
  );
  const toClose =
    dome.state !== null && dome.state !== 'CLOSED' && dome.state !== 'CLOSING' && dome.state !== 'OFFLINE';
  return [
    ...toPark.map(({ name }): Chore => ({ instrument: name, order: { action: 'park' }, says })),
    ...(toClose ? [{ instrument: dome.name, order: { action: 'close' } as const, says }] : []),
  ];
};
