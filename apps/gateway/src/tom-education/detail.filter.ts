import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Refusal } from '@nightjar/contracts';
import { Log } from '@nightjar/service-kit';
import type { Response } from 'express';
import { problemOf } from '../http/problem.js';

/** Errors as tom_education's pages read them: `{"detail": …}` and nothing else. */
@Catch()
export class DetailFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { status, detail } = problemOf(thrown);
    if (status >= 500) this.log.error(detail, { fault: String(thrown) });
    host.switchToHttp().getResponse<Response>().status(status).json({ detail });
  }
}

/** An identifier that is none of ours names nothing, whatever is wrong with it. @throws Refusal `Not found.` */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    const unknown = thrown instanceof Refusal && ['not_found', 'invalid'].includes(thrown.code);
    throw unknown ? new Refusal('not_found', 'Not found.') : thrown;
  }
}
