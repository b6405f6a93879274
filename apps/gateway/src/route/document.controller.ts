import { Controller, Get } from '@nestjs/common';
import { VERSION } from '@nightjar/service-kit';
import { OpenDoor } from '../session/open-door.js';
import { openApi } from './open-api.js';
import { ROUTES } from './registry.js';

@Controller('api')
export class DocumentController {
  @Get('openapi.json')
  @OpenDoor()
  document(): Record<string, unknown> {
    return openApi(ROUTES, VERSION);
  }
}
