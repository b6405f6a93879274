import type { InferEntity } from '@mikro-orm/core';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { underKey } from '@nightjar/bus';
import { Refusal } from '@nightjar/contracts';
import { Database, insertNew } from '@nightjar/persistence';
import { Vitals } from '@nightjar/service-kit';
import type { Request, Response } from 'express';
import { createHash, randomUUID } from 'node:crypto';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { IdempotencyRow } from '../gateway.entities.js';

/** To stop twice is to stop once: it must also work while the database is away. */
const NEEDS_NO_RECORD: ReadonlySet<string> = new Set(['/api/emergency-stop']);

/** A claim of another gateway that is older, and was not renewed, was left by one that died. */
const ABANDONED_AFTER_S = 15;
const RENEWED_EVERY_MS = 5000;

/** After these nobody knows whether it was, or still is being, done: the next try must find that out. */
const OPEN: ReadonlySet<string> = new Set(['timed_out', 'unavailable', 'outcome_unknown']);

type Remembered = InferEntity<typeof IdempotencyRow>;
type Claim = { readonly token: string } | { readonly before: Remembered | null };

/**
 * A POST sent twice under one Idempotency-Key is carried out once; the second gets the first one's answer. Where the
 * first got none, what it asked for may still go on: the second asks under the same key, so that who carries it out
 * answers once for both. What was refused was not done: its key is free for another try.
 */
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
      const claim = await this.claim(key, route, body);
      if ('token' in claim) return await this.carryOut({ key, route, token: claim.token }, next, response);
      if (!claim.before) throw stillRuns();
      return replay(claim.before, body, response);
    } finally {
      this.running.delete(one);
    }
  }

  /** @returns what its commands are keyed by when it is ours now; else what is remembered, null when it was just freed */
  private async claim(key: string, route: string, bodySha256: string): Promise<Claim> {
    const { em } = this.database;
    const token = randomUUID();
    const fresh = { key, route, bodySha256, status: null, answer: null, claimedBy: this.vitals.bootId, token };
    if ((await insertNew(em, IdempotencyRow, fresh)) > 0) return { token };
    const taken = await this.takeOver(key, route, bodySha256);
    return taken === undefined ? { before: await em.findOne(IdempotencyRow, { key, route }) } : { token: taken };
  }

  /**
   * A claim whose holder got no answer, died, or could not free it because PostgreSQL was away, is carried out by whoever
   * asks again.
   * @returns the token of the tries before; undefined when it is not ours
   */
  private async takeOver(key: string, route: string, bodySha256: string): Promise<string | undefined> {
    const mine = this.vitals.bootId;
    const [taken] = await this.database.rows<{ token: string }>(
      `update gateway.idempotency set claimed_by = ?, claimed_at = clock_timestamp()
       where key = ? and route = ? and body_sha256 = ? and status is null and (claimed_by is null or claimed_by = ?
         or claimed_at < clock_timestamp() - make_interval(secs => ${ABANDONED_AFTER_S}))
       returning token`,
      [mine, key, route, bodySha256, mine],
    );
    return taken?.token;
  }

  private async carryOut(
    claim: { readonly key: string; readonly route: string; readonly token: string },
    next: CallHandler,
    response: Response,
  ): Promise<unknown> {
    const renewing = setInterval(() => void this.renew(claim).catch(() => undefined), RENEWED_EVERY_MS);
    try {
      const handled = underKey(claim.token, () => lastValueFrom(next.handle(), { defaultValue: null }));
      const answer: unknown = await handled;
      const ended = { status: response.statusCode, answer: answer ?? null };
      await this.database.em.nativeUpdate(IdempotencyRow, claim, ended);
      return answer;
    } catch (thrown) {
      const isOver = thrown instanceof Refusal && !OPEN.has(thrown.code);
      if (isOver) await this.database.em.nativeDelete(IdempotencyRow, claim);
      else await this.database.em.nativeUpdate(IdempotencyRow, claim, { claimedBy: null });
      throw thrown;
    } finally {
      clearInterval(renewing);
    }
  }

  private async renew({ key, route, token }: { key: string; route: string; token: string }): Promise<void> {
    await this.database.rows(
      `update gateway.idempotency set claimed_at = clock_timestamp() where key = ? and route = ? and token = ?`,
      [key, route, token],
    );
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
