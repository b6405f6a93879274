import { Injectable } from '@nestjs/common';
import type { Gives, ListVerdicts, Takes, Verdict } from '@nightjar/contracts';
import { asked, Database, insertNew, newestFirst, type Transaction } from '@nightjar/persistence';
import { LockMode } from '@mikro-orm/core';
import { VerdictRow } from './catalog.entities.js';

/** All persistence of verdicts on candidates. */
@Injectable()
export class VerdictStore {
  constructor(private readonly database: Database) {}

  /** @returns false when the candidate has a verdict already, or had one */
  async insert(tx: Transaction, verdict: Verdict): Promise<boolean> {
    return (await insertNew(tx.em, VerdictRow, verdict)) > 0;
  }

  /** True for a candidate that was judged once, also where the verdict was taken back. */
  async has({ process, candidate }: Pick<Verdict, 'process' | 'candidate'>): Promise<boolean> {
    return (await this.database.em.count(VerdictRow, { process, candidate })) > 0;
  }

  /** The verdict on a candidate, kept from changing until the transaction ends. */
  async locked(
    tx: Transaction,
    { process, candidate }: Pick<Verdict, 'process' | 'candidate'>,
  ): Promise<Verdict | null> {
    return tx.em.findOne(VerdictRow, { process, candidate }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  async save(tx: Transaction, { id, verdict, by, at, version, traceId }: Verdict): Promise<void> {
    await tx.em.nativeUpdate(VerdictRow, { id }, { verdict, by, at, version, traceId });
  }

  async list({ limit, cursor, ...equal }: Takes<typeof ListVerdicts>): Promise<Gives<typeof ListVerdicts>> {
    return newestFirst(this.database, VerdictRow, asked(equal), { limit, cursor });
  }
}
