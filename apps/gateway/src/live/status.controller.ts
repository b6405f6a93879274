import { Controller, Get, Res } from '@nestjs/common';
import type { Agent } from '@nightjar/contracts';
import type { Response } from 'express';
import { whole } from '../route/query.js';
import { OpenDoor } from '../session/open-door.js';
import { AgentRegistry } from './agent-registry.js';
import type { Readiness } from './readiness.js';
import { StatusService, type Status } from './status.service.js';

@Controller('api')
export class StatusController {
  constructor(
    private readonly service: StatusService,
    private readonly agents: AgentRegistry,
  ) {}

  @Get('livez')
  @OpenDoor()
  live(): { live: true } {
    return { live: true };
  }

  @Get('readyz')
  @OpenDoor()
  ready(@Res({ passthrough: true }) response: Response): Readiness {
    const readiness = this.service.readiness();
    response.status(readiness.ready ? 200 : 503);
    return readiness;
  }

  @Get('status')
  async status(): Promise<Status> {
    return this.service.status();
  }

  @Get('agents')
  list(): { results: Agent[]; next: null; count: { value: number; exact: true } } {
    return whole(this.agents.all());
  }
}
