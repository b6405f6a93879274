import { type BeforeApplicationShutdown, Controller, Get, Headers, Next, Param, Query, Req, Res } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import type { NextFunction, Request, Response } from 'express';
import { resumeAfter, stream } from './event-stream.js';
import { STREAM_HEADERS } from './frame.js';
import { processOf, streamProcess } from './process-stream.js';
import { TelemetryFan } from './telemetry-fan.js';
import { readFilter, wants } from './wanted.js';

/** Each fact as it happens, as server-sent events. */
@Controller('api')
export class EventsController implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly bus: Bus,
    private readonly fan: TelemetryFan,
  ) {}

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
    await stream(this.bus, this.fan, this.open(response), {
      wanted: wants(filter),
      after,
      signal: this.signalOf(request),
    });
  }

  /** One process: its state and its log, to the end. The id of a line is the offset to resume from. */
  @Get('processes/:id/events')
  async process(
    @Req() request: Request,
    @Res() response: Response,
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query('offset') offset: string | undefined,
  ): Promise<void> {
    const from = resumeAfter(lastEventId ?? offset) ?? 0;
    await processOf(this.bus, id);
    await streamProcess(this.bus, this.fan, this.open(response), { id, offset: from, signal: this.signalOf(request) });
  }

  /** The log as a stream, for who accepts that before JSON; else it is answered as a page, by its own route. */
  @Get('processes/:id/log')
  async log(
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query('offset') offset: string | undefined,
  ): Promise<void> {
    if (request.accepts(['application/json', 'text/event-stream']) !== 'text/event-stream') return next();
    return this.process(request, response, id, lastEventId, offset);
  }

  private open(response: Response): Response {
    response.set(STREAM_HEADERS);
    response.flushHeaders();
    return response;
  }

  /** Aborts when the watcher is gone, or the gateway stops. */
  private signalOf(request: Request): AbortSignal {
    const gone = new AbortController();
    request.on('close', () => gone.abort());
    return AbortSignal.any([gone.signal, this.stopping.signal]);
  }
}
