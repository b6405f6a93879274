import type { Command, Instrument, Order } from '@nightjar/contracts';
import type { Value, Values } from '@nightjar/grammar';

type Kind = Instrument['kind'];

/** An order in the grammar: registers to load, then one act; or an abort of what runs. */
export type Native =
  | {
      readonly kind: 'act';
      readonly registers: readonly { readonly name: string; readonly values: readonly Value[] }[];
      /** Acts that must be over first. */
      readonly before: readonly string[];
      readonly act: string;
    }
  | { readonly kind: 'abort' };

const ACTIONS: Readonly<Record<Kind, readonly Order['action'][]>> = {
  telescope: ['slew', 'stop', 'park', 'unpark', 'abort'],
  camera: ['expose', 'abort'],
  dome: ['open', 'close', 'stop', 'abort'],
  weather: [],
};

export const canDo = (kind: Kind, action: Order['action']): boolean => ACTIONS[kind].includes(action);

/** Orders that make things safer: they wait for nothing that runs. */
export const isProtective = ({ action }: Order): boolean =>
  action === 'stop' || action === 'abort' || action === 'close' || action === 'park';

/** The order in PYROS/1. A parked mount is unparked before it slews. */
export function nativeOf(order: Command['order'], status: Values): Native {
  const act = (name: string, ...registers: { name: string; values: Value[] }[]): Native => ({
    kind: 'act',
    registers,
    before: [],
    act: name,
  });
  switch (order.action) {
    case 'slew': {
      const coordinates = { name: 'COORD_RADEC', values: [order.raDeg, order.decDeg, 'J2000'] };
      const before = status['STATE'] === 'PARKED' ? ['UNPARK'] : [];
      return { kind: 'act', registers: [coordinates], before, act: 'START' };
    }
    case 'expose':
      return act(
        'START',
        { name: 'FRAME_TYPE', values: ['LIGHT'] },
        { name: 'FILTER', values: [order.filter] },
        { name: 'EXPTIME', values: [order.exposureS] },
        { name: 'OBJECT', values: [order.object] },
      );
    case 'stop':
    case 'park':
    case 'unpark':
    case 'open':
    case 'close':
      return act(order.action.toUpperCase());
    case 'abort':
      return { kind: 'abort' };
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  103: 'out_of_range',
  104: 'out_of_range',
  105: 'out_of_range',
  200: 'busy',
  204: 'interlock',
  205: 'interlock',
  206: 'below_horizon',
  207: 'out_of_date',
};

/** The contract's slug for a device's "no". */
export const refusalOf = (code: number): string => REFUSALS[code] ?? 'device_refused';
