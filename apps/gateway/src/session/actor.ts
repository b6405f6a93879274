import type { Request } from 'express';

const actors = new WeakMap<Request, string>();

/** Remembers who asks, once the guard has found out. */
export const setActor = (request: Request, actor: string): void => {
  actors.set(request, actor);
};

/** Who asks; every request that passed the guard has one. */
export const actorOf = (request: Request): string => actors.get(request) ?? 'nobody';
