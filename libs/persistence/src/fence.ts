import type { SqlEntityManager } from '@mikro-orm/sql';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { HeldLease } from './held-lease.js';

/** Another has taken over, or it was ended from outside: whoever meets this must write nothing more. */
export class FencedOut extends Error {
  override readonly name = 'FencedOut';
}

/** A job in the hands of a runner; a later lease of the same job has a higher fence. */
export interface HeldJob {
  readonly schema: string;
  readonly id: string;
  readonly fence: number;
}

const inHand = new AsyncLocalStorage<HeldJob>();

/** Every transaction that `work` causes, however indirectly, holds only while the job is still ours and goes on. */
export const withinJob = <T>(job: HeldJob, work: () => T): T => inHand.run(job, work);

/**
 * Looks whether we may still write. What was looked at is locked in share, so it cannot change hands between this look
 * and the commit.
 * @throws FencedOut
 */
export async function checkFences(
  em: SqlEntityManager,
  schema: string,
  { lease, job: asksForJob }: { readonly lease: HeldLease | undefined; readonly job: boolean },
): Promise<void> {
  const job = asksForJob ? inHand.getStore() : undefined;
  const ours = job?.schema === schema ? job : undefined;
  if (!lease && !ours) return;
  const [found] = await em.execute<{ lease: boolean; job: boolean }[]>(
    `with led as (select 1 from ${schema}.lease where name = ? and holder = ? and fence = ? for share),
       held as (select 1 from ${schema}.job where id = ? and fence = ? and state in ('LEASED', 'RUNNING') for share)
     select exists (select 1 from led) as lease, exists (select 1 from held) as job`,
    [lease?.name ?? null, lease?.holder ?? null, lease?.fence ?? null, ours?.id ?? null, ours?.fence ?? null],
  );
  if (lease && !found?.lease)
    throw new FencedOut(`the lease ${lease.name} is no longer ours: another instance has taken over`);
  if (ours && !found?.job)
    throw new FencedOut(`the job ${ours.id} is no longer ours: it was retaken, revoked or ended`);
}
