import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Hands what a bus handler threw to the bus as it is, where refusals and faults are told apart. Nest's own filter
 * would turn both into "Internal server error".
 */
@Catch()
export class PassThroughFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): Observable<never> {
    if (host.getType() !== 'rpc') throw thrown;
    return throwError(() => thrown);
  }
}
