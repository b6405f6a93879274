import type { DynamicModule, Type } from '@nestjs/common';
import type { Rights } from '@nightjar/bus';
import {
  isRequest,
  type Contract,
  type EventContract,
  type RequestContract,
  type TelemetryContract,
} from '@nightjar/contracts';
import { handledBy } from './handles.js';

/** What a service does on the bus beside answering and handling, which its controllers say with `@Handles`. */
export interface Declaration {
  /** Names its processes may go by, where several run; default: the service's name. */
  readonly agents?: readonly string[];
  /** What it asks of others. `everything`: for a gateway to the outside. */
  readonly asks?: readonly RequestContract[] | 'everything';
  /** Events it tells of. */
  readonly emits?: readonly EventContract[];
  /** Measurements it publishes. */
  readonly tells?: readonly TelemetryContract[];
  readonly hears?: readonly TelemetryContract[];
  /** True: it watches every event as it comes. */
  readonly follows?: true;
}

/** Everything a service may do on the bus: what it declares and what its controllers handle. */
export function rightsOf(definition: Declaration & { readonly name: string; readonly module: Type }): Rights {
  const { name, module, agents = [name], asks = [], emits = [], tells = [], hears = [], follows = false } = definition;
  const handles = controllersOf(module).flatMap(handledBy);
  return {
    service: name,
    agents,
    serves: subjects(handles.filter(isRequest)),
    consumes: subjects(handles.filter(({ kind }) => kind === 'event')),
    works: [...new Set(handles.flatMap((contract) => (contract.kind === 'job' ? [contract.queue.name] : [])))],
    asks: asks === 'everything' ? asks : subjects(asks),
    emits: subjects(emits),
    tells: subjects(tells),
    hears: subjects(hears),
    follows,
  };
}

const subjects = (contracts: readonly Contract[]): string[] => [...new Set(contracts.map(({ subject }) => subject))];

const listed = <T>(module: Type, what: 'controllers' | 'imports'): T[] =>
  (Reflect.getMetadata(what, module) as T[] | undefined) ?? [];

/** The controllers of a module and of those it imports. */
function controllersOf(module: Type | DynamicModule, seen = new Set<unknown>()): Type[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const dynamic = typeof module === 'function' ? undefined : module;
  const type = typeof module === 'function' ? module : module.module;
  const imports = [...listed<Type | DynamicModule>(type, 'imports'), ...((dynamic?.imports ?? []) as Type[])];
  return [
    ...listed<Type>(type, 'controllers'),
    ...(dynamic?.controllers ?? []),
    ...imports.flatMap((each) => controllersOf(each, seen)),
  ];
}
