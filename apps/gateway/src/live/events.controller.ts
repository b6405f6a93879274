import { type BeforeApplicationShutdown, Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import type { Request, Response } from 'express';
import { resumeAfter, stream, TelemetryFan } from './event-stream.js';
import { readFilter, wants } from './wanted.js';

/** Each fact as it happens, as server-sent events. */
@Controller('api')
export class EventsController implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly fan: TelemetryFan;

  constructor(private readonly bus: Bus) {
    this.fan = new TelemetryFan(bus);
  }

  /** Who watches would otherwise keep the server open until its patience ends. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  @Get('events')
  async events(
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { lastEventId: resumed, ...filter } = readFilter(query);
    const after = resumeAfter(lastEventId ?? resumed);
    const gone = new AbortController();
    request.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.stopping.signal]);
    response.set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // a stream that ends has no use for its connection, and a server that stops would wait for it
      connection: 'close',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    await stream(this.bus, this.fan, response, { wanted: wants(filter), after, signal });
  }
}
