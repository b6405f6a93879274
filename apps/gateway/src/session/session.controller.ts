import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { Refusal } from '@nightjar/contracts';
import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';
import { actorOf } from './actor.js';
import { OpenDoor } from './open-door.js';
import { COOKIE, cookie } from './session.guard.js';
import { SessionService } from './session.service.js';

const COOKIE_OPTIONS: CookieOptions = { httpOnly: true, sameSite: 'strict', path: '/', maxAge: 30 * 86_400_000 };

const Token = z.object({ token: z.string().min(1) });

/** Signing in and out. */
@Controller()
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  /** The one-time link: it opens a session and leads to the console. A used one leads to the sign-in page. */
  @Get('sign-in')
  @OpenDoor()
  async useLink(@Query('code') code: unknown, @Res() response: Response): Promise<void> {
    const actor = typeof code === 'string' ? this.sessions.useLink(code) : undefined;
    if (actor) response.cookie(COOKIE, await this.sessions.open(actor), COOKIE_OPTIONS);
    response.set('cache-control', 'no-store').redirect(303, actor ? '/' : '/?sign-in=used');
  }

  @Post('api/session')
  @OpenDoor()
  @HttpCode(204)
  async signIn(@Body() body: unknown, @Res({ passthrough: true }) response: Response): Promise<void> {
    const given = Token.safeParse(body);
    const actor = given.success ? await this.sessions.holderOfToken(given.data.token.trim()) : undefined;
    if (!actor) throw new Refusal('unauthorised', 'that is not the token of NIGHTJAR_HOME/admin-token');
    response.cookie(COOKIE, await this.sessions.open(actor), COOKIE_OPTIONS);
  }

  @Get('api/session')
  who(@Req() request: Request): { actor: string } {
    return { actor: actorOf(request) };
  }

  @Delete('api/session')
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const token = cookie(request, COOKIE);
    if (token) await this.sessions.close(token);
    response.clearCookie(COOKIE, { path: '/' });
  }

  /** A fresh one-time link for another browser. */
  @Post('api/session/link')
  @HttpCode(201)
  link(): { url: string } {
    return { url: this.sessions.makeLink() };
  }
}
