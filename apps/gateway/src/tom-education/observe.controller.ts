import { Controller, Post, Req, Res } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { Observe, Refusal } from '@nightjar/contracts';
import type { Request, Response } from 'express';
import { OpenDoor } from '../session/open-door.js';
import { readBody, type ObserveBody } from './observe-body.js';
import { Throttle } from './throttle.js';

/** Of each client, whatever came of it. */
const LIMITS = { most: 6, withinMs: 60_000 };
/** What is used up is so for a while: there is no sense in asking again soon. */
const COME_BACK_S = 3600;
const USED_UP: readonly string[] = ['too_many_addresses', 'too_many_requests'];

/**
 * Requests by template for pages that nobody signs in to, in tom_education's very JSON. Whoever comes may make requests of
 * open templates alone, a few a minute; and the scheduler writes to so many addresses a day and no more.
 */
@Controller('api')
export class ObserveController {
  private readonly throttle = new Throttle(LIMITS);

  constructor(private readonly bus: Bus) {}

  @Post('observe')
  @OpenDoor()
  async observe(@Req() request: Request, @Res() response: Response): Promise<void> {
    const waitS = this.throttle.wait(clientOf(request), performance.now());
    if (waitS > 0) return throttled(response, waitS, `Request was throttled. Expected available in ${waitS} seconds.`);
    const read = readBody(request.body);
    if (!read.ok) return void response.status(400).json(read.errors);
    try {
      await this.bus.ask(Observe, orderOf(read.body), { actor: `the page at ${clientOf(request)}` });
      response.status(201).json(read.body);
    } catch (reason) {
      if (!(reason instanceof Refusal)) throw reason;
      refuse(response, reason);
    }
  }
}

/** No header says who it is: anybody can write one. */
const clientOf = (request: Request): string => request.socket.remoteAddress ?? 'nobody';

const orderOf = ({ target, template_name: template, facility, overrides = {}, email }: ObserveBody) => ({
  ...{ target, template, facility, overrides, email },
  openOnly: true,
});

function throttled(response: Response, waitS: number, detail: string): void {
  response.status(429).set('retry-after', String(waitS)).json({ detail });
}

function refuse(response: Response, refusal: Refusal): void {
  const { code, message, detail } = refusal;
  if (code === 'not_found') response.status(404).json({ detail: message });
  else if (code === 'invalid') response.status(400).json(detail['fields'] ?? { detail: message });
  else if (USED_UP.includes(code)) throttled(response, COME_BACK_S, message);
  else throw refusal;
}
