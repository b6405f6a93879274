import type { Type } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { Meta } from '@nightjar/bus';
import {
  isRequest,
  type Carries,
  type Contract,
  type EventContract,
  type Gives,
  type JobContract,
  type RequestContract,
  type Takes,
} from '@nightjar/contracts';
import type { JobMeta } from './job-in-hand.js';

/** Names the bus among Nest's transports. */
export const BUS_TRANSPORT = Symbol('nightjar bus');

/** What a handler receives. */
export type Asks<C extends RequestContract> = Takes<C>;
export type Hears<C extends EventContract | JobContract> = Carries<C>;

type Method<C extends Contract> = C extends RequestContract
  ? (payload: Takes<C>, meta: Meta) => Promise<Gives<C>>
  : C extends JobContract
    ? (payload: Carries<C>, meta: JobMeta) => Promise<void>
    : C extends EventContract
      ? (payload: Carries<C>, meta: Meta) => Promise<void>
      : never;

export interface HandleExtras {
  readonly contract: Contract;
}

type Handled = RequestContract | EventContract | JobContract;

/** What each controller handles, by its prototype. */
const handled = new WeakMap<object, readonly Handled[]>();

/** The contracts that a controller handles, those of the classes it extends included. */
export function handledBy(controller: Type): readonly Handled[] {
  const all: Handled[] = [];
  for (let each: unknown = controller.prototype; each instanceof Object; each = Object.getPrototypeOf(each)) {
    all.push(...(handled.get(each) ?? []));
  }
  return all;
}

/**
 * Puts a controller's method on the bus. Its argument and answer are held against the contract by the compiler:
 * ```ts
 * @Handles(ListNotices) list(ask: Asks<typeof ListNotices>) { return this.notices.list(ask); }
 * ```
 */
export function Handles<C extends Handled>(contract: C) {
  return <M extends Method<C>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void => {
    const extras: HandleExtras = { contract };
    handled.set(target, [...(handled.get(target) ?? []), contract]);
    const pattern = isRequest(contract)
      ? MessagePattern<string>(contract.subject, BUS_TRANSPORT, extras)
      : EventPattern<string>(contract.subject, BUS_TRANSPORT, extras);
    pattern(target, key, descriptor);
    // Nest hands a handler its payload alone unless told otherwise.
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
  };
}
