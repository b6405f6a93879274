import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Refusal } from '@nightjar/contracts';
import type { Request } from 'express';
import { setActor } from './actor.js';
import { OPEN_DOOR } from './open-door.js';
import { SessionService } from './session.service.js';

export const COOKIE = 'nightjar_session';

/** The value of one cookie. */
export const cookie = (request: Request, name: string): string | undefined =>
  request.headers.cookie
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([key]) => key === name)?.[1];

const bearer = (request: Request): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

/** Lets nobody in without a token or a session. Messages on the bus have passed another door. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride<boolean>(OPEN_DOOR, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const actor = await this.identify(request);
    if (!actor) {
      throw new Refusal(
        'unauthorised',
        'sign in first: send Authorization: Bearer with the token of NIGHTJAR_HOME/admin-token',
      );
    }
    setActor(request, actor);
    return true;
  }

  private async identify(request: Request): Promise<string | undefined> {
    const token = bearer(request);
    if (token) return this.sessions.holderOfToken(token);
    const session = cookie(request, COOKIE);
    if (!session) return undefined;
    refuseForeignOrigin(request);
    return this.sessions.holderOfSession(session);
  }
}

/** A page elsewhere must not act with the operator's cookie. */
function refuseForeignOrigin(request: Request): void {
  const { origin, host } = request.headers;
  if (request.method === 'GET' || !origin) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) {
    throw new Refusal('forbidden', `a page of ${origin} may not act in your name`);
  }
}
