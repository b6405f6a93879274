import { defineEntity, p } from '@mikro-orm/core';
import { instant, json } from '@nightjar/persistence';

/** Somebody who signed in, known by the digest of a token that only their browser has. */
export const SessionRow = defineEntity({
  name: 'SessionRow',
  schema: 'gateway',
  tableName: 'session',
  properties: {
    tokenSha256: p.text().primary().name('token_sha256'),
    actor: p.text(),
    expiresAt: instant(),
  },
});

/** A POST under an Idempotency-Key, and its answer; without one it still runs. */
export const IdempotencyRow = defineEntity({
  name: 'IdempotencyRow',
  schema: 'gateway',
  tableName: 'idempotency',
  properties: {
    key: p.text().primary(),
    route: p.text().primary(),
    bodySha256: p.text().name('body_sha256'),
    status: p.integer().strictNullable(),
    answer: json<unknown>().strictNullable(),
    claimedBy: p.text().name('claimed_by').strictNullable(),
    token: p.text(),
  },
});
