import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Log } from '@nightjar/service-kit';
import type { Response } from 'express';
import { problemOf } from './problem.js';

/** Every error leaves as a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = problemOf(thrown);
    if (problem.status >= 500) this.log.error(problem.detail, { fault: String(thrown) });
    if (response.headersSent) {
      response.end();
      return;
    }
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
