import { Refusal, type CameraSite, type Instrument, type Order, type TelescopeSite } from '@nightjar/contracts';
import { canDo, isProtective } from '../device/native.js';
import type { Safety } from './weather-verdict.js';

/** All that decides whether an order may go to its device, at this moment. */
export interface Situation {
  readonly kind: Instrument['kind'];
  readonly instrument: string;
  readonly online: boolean;
  /** What the device is at, when it is at something. */
  readonly busyWith: string | null;
  /** A fault that only the device's own recovery ends. */
  readonly fault: string | null;
  readonly safety: Safety;
  readonly domeState: string;
  /** Set by an emergency stop until a person acts. */
  readonly emergency: string | null;
  readonly diskHasRoom: boolean;
  readonly telescope: TelescopeSite | undefined;
  readonly camera: CameraSite | undefined;
  /** Altitude now of where a slew would go, degrees. */
  readonly targetAltitudeDeg: number | null;
  readonly now: Date;
  readonly deadline: Date | null;
}

/** One condition, as the console shows it. */
export interface Interlock {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

/** What stands between a device and its orders just now. The one table of interlocks. */
export function interlocksOf(situation: Situation): Interlock[] {
  const { kind, online, fault, safety, domeState, emergency, diskHasRoom } = situation;
  const rows: (Interlock | false)[] = [
    { name: 'line', ok: online, says: online ? 'connected' : 'not connected' },
    fault !== null && { name: 'fault', ok: false, says: fault },
    kind !== 'weather' && { name: 'emergency', ok: emergency === null, says: emergency ?? 'no emergency stop' },
    kind === 'dome' && { name: 'weather', ok: safety.verdict === 'safe', says: safety.because },
    kind === 'camera' && { name: 'dome', ok: domeState === 'OPEN', says: `the dome is ${domeState}` },
    kind === 'camera' && { name: 'disk', ok: diskHasRoom, says: diskHasRoom ? 'has room' : 'is nearly full' },
  ];
  return rows.filter((row) => row !== false);
}

/** Why an order may not go to its device now; undefined when it may. Protective orders need only a line. */
export function refusalFor(order: Order, situation: Situation): Refusal | undefined {
  const { kind, instrument, online, busyWith, now, deadline } = situation;
  if (!canDo(kind, order.action)) return no('wrong_action', `${instrument} is a ${kind}: it cannot ${order.action}`);
  if (deadline && now > deadline) return no('out_of_date', `it was to be done before ${deadline.toISOString()}`);
  if (!online) return no('offline', `${instrument} is not connected`);
  if (isProtective(order)) return undefined;
  if (busyWith !== null) return no('busy', `${instrument} is busy: ${busyWith}`);
  const locked = interlocksOf(situation).find(({ name, ok }) => !ok && guards(name, order));
  if (locked) return no('interlock', `${locked.name}: ${locked.says}`, { interlock: locked.name });
  if (order.action === 'slew') return refuseTarget(situation);
  if (order.action === 'expose') return refuseExposure(order, situation);
  return undefined;
}

const guards = (interlock: string, { action }: Order): boolean => interlock !== 'weather' || action === 'open';

function refuseTarget({ targetAltitudeDeg: altitude, telescope }: Situation): Refusal | undefined {
  const lowest = telescope?.minAltitudeDeg ?? 0;
  if (altitude === null || altitude >= lowest) return undefined;
  return no('below_horizon', `the target is at ${altitude.toFixed(1)} deg, lowest ${lowest} deg`, {
    altitudeDeg: altitude,
  });
}

function refuseExposure(order: Extract<Order, { action: 'expose' }>, { camera }: Situation): Refusal | undefined {
  if (!camera) return undefined;
  if (!camera.filters.includes(order.filter)) {
    return no('out_of_range', `filter ${order.filter} is not in ${camera.name}: ${camera.filters.join(', ')}`);
  }
  if (order.exposureS > camera.maxExposureS) {
    return no('out_of_range', `${order.exposureS} s is longer than ${camera.maxExposureS} s`);
  }
  return undefined;
}

const no = (code: string, says: string, detail: Readonly<Record<string, unknown>> = {}): Refusal =>
  new Refusal(code, says, detail);
