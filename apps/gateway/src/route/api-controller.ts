import { Controller, Delete, Get, HttpCode, Inject, Post, Req, type Type } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { Refusal } from '@nightjar/contracts';
import type { Request } from 'express';
import { Located } from '../http/location.interceptor.js';
import { AgentRegistry } from '../live/agent-registry.js';
import { actorOf } from '../session/actor.js';
import type { Route } from './route.js';

const METHODS = { get: Get, post: Post, delete: Delete } as const;

/** Path, query and body as one object; an unknown parameter is a mistake worth hearing of. */
function inputOf(route: Route, request: Request): unknown {
  const body: unknown = request.body;
  const fromBody = typeof body === 'object' && body !== null ? body : {};
  const input = { ...request.query, ...(route.method === 'post' ? fromBody : {}), ...request.params };
  const unknown = Object.keys(input).filter((name) => !(name in route.takes.shape));
  if (unknown.length > 0) {
    const known = Object.keys(route.takes.shape).join(', ') || 'none';
    throw new Refusal('invalid', `unknown parameter ${unknown.join(', ')}; known are ${known}`);
  }
  const parsed = route.takes.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Refusal('invalid', faults.join('; '), { faults });
}

/** A Nest controller with a method for each route, so that guards, interceptors and filters are around every one. */
export function apiController(routes: readonly Route[]): Type {
  @Controller('api')
  class ApiController {
    constructor(
      @Inject(Bus) readonly bus: Bus,
      @Inject(AgentRegistry) readonly registry: AgentRegistry,
    ) {}
  }
  for (const route of routes) {
    const prototype = ApiController.prototype;
    Object.defineProperty(prototype, route.operation, {
      configurable: true,
      value: async function (this: ApiController, request: Request): Promise<unknown> {
        const input = inputOf(route, request) as never;
        const { bus, registry } = this;
        const key = request.header('idempotency-key');
        return route.run({ bus, actor: actorOf(request), key, agents: () => registry.all() }, input);
      },
    });
    const descriptor = Object.getOwnPropertyDescriptor(prototype, route.operation);
    if (!descriptor) throw new Error(`${route.operation} was not defined`);
    METHODS[route.method](route.path)(prototype, route.operation, descriptor);
    if (route.location) Located(route.location as never)(prototype, route.operation, descriptor);
    HttpCode(route.status ?? 200)(prototype, route.operation, descriptor);
    Req()(prototype, route.operation, 0);
  }
  return ApiController;
}
