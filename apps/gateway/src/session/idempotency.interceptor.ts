import type { InferEntity } from '@mikro-orm/core';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Refusal } from '@nightjar/contracts';
import { Database, insertNew } from '@nightjar/persistence';
import { Vitals } from '@nightjar/service-kit';
import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { IdempotencyRow } from '../gateway.entities.js';

/** To stop twice is to stop once: it must also work while the database is away. */
const NEEDS_NO_RECORD: ReadonlySet<string> = new Set(['/api/emergency-stop']);

/** No request runs longer: a claim that is older, of a gateway that is not this one, was left by one that died. */
const ABANDONED_AFTER_S = 15;

type Remembered = InferEntity<typeof IdempotencyRow>;

/** A POST sent twice under one Idempotency-Key is carried out once; the second gets the first one's answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  /** What this gateway carries out now. */
  private readonly running = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly vitals: Vitals,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const key = request.header('idempotency-key');
    if (request.method !== 'POST' || !key || NEEDS_NO_RECORD.has(request.path)) return next.handle();
    if (key.length > 200) throw new Refusal('invalid', 'an Idempotency-Key has at most 200 characters');

    const route = request.path;
    const body = createHash('sha256')
      // a form is not read yet: two of the same length count as one and the same
      .update(JSON.stringify(request.body ?? request.header('content-length') ?? null))
      .digest('hex');
    const response = context.switchToHttp().getResponse<Response>();
    return from(this.once(key, route, body, next, response));
  }

  private async once(
    key: string,
    route: string,
    body: string,
    next: CallHandler,
    response: Response,
  ): Promise<unknown> {
    const one = `${route} ${key}`;
    if (this.running.has(one)) throw stillRuns();
    // Noted before anything is awaited: of two requests at once the second finds it.
    this.running.add(one);
    try {
      const before = await this.claim(key, route, body);
      return before ? replay(before, body, response) : await this.carryOut(key, route, next, response);
    } finally {
      this.running.delete(one);
    }
  }

  /** @returns what is remembered under the key, or null when it is ours now */
  private async claim(key: string, route: string, bodySha256: string): Promise<Remembered | null> {
    const { em } = this.database;
    const claimedBy = this.vitals.bootId;
    const mine = await insertNew(em, IdempotencyRow, { key, route, bodySha256, status: null, answer: null, claimedBy });
    if (mine > 0 || (await this.takeOver(key, route, bodySha256))) return null;
    return em.findOne(IdempotencyRow, { key, route });
  }

  /**
   * A claim whose holder died, or could not free it because PostgreSQL was away, is carried out by whoever asks again.
   * @returns whether it is ours now
   */
  private async takeOver(key: string, route: string, bodySha256: string): Promise<boolean> {
    const mine = this.vitals.bootId;
    const taken = await this.database.rows(
      `update gateway.idempotency set claimed_by = ?, claimed_at = clock_timestamp()
       where key = ? and route = ? and body_sha256 = ? and status is null
         and (claimed_by = ? or claimed_at < clock_timestamp() - make_interval(secs => ${ABANDONED_AFTER_S}))
       returning key`,
      [mine, key, route, bodySha256, mine],
    );
    return taken.length > 0;
  }

  private async carryOut(key: string, route: string, next: CallHandler, response: Response): Promise<unknown> {
    try {
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: null });
      const ended = { status: response.statusCode, answer: answer ?? null };
      await this.database.em.nativeUpdate(IdempotencyRow, { key, route }, ended);
      return answer;
    } catch (thrown) {
      // Nothing was done: the key is free for another try.
      await this.database.em.nativeDelete(IdempotencyRow, { key, route });
      throw thrown;
    }
  }
}

const stillRuns = (): Refusal => new Refusal('conflict', 'the first request under this Idempotency-Key still runs');

function replay(before: Remembered, body: string, response: Response): unknown {
  if (before.bodySha256 !== body) {
    throw new Refusal('conflict', 'this Idempotency-Key was used for another request; choose a new one');
  }
  if (before.status === null) throw stillRuns();
  response.status(before.status);
  return before.answer;
}
