import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { tap, type Observable } from 'rxjs';

const LOCATION = 'nightjar location';

type LocationOf = (answer: never) => string;

/** Says where what a handler made or began is looked at, from `/api` on. */
export const Located = (locationOf: LocationOf) => SetMetadata(LOCATION, locationOf);

/** Sets Location from the answer alone, so that an answer that was remembered has it too. */
@Injectable()
export class LocationInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const locationOf = this.reflector.get<LocationOf | undefined>(LOCATION, context.getHandler());
    if (!locationOf) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(tap((answer) => void response.location(`/api${locationOf(answer as never)}`)));
  }
}
