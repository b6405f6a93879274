import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { ChainChanged, type Chain, type Gives, type ListChains, type Process, type Takes } from '@nightjar/contracts';
import { asked, Database, insertNew, newestFirst, type Transaction } from '@nightjar/persistence';
import { Clock } from '@nightjar/service-kit';
import { chainState, isOver } from './chain-state.js';
import { ChainRow, type KeptStep } from './chain.entities.js';
import { ProcessRow } from './pipeline.entities.js';

/** A chain as its row keeps it. */
type KeptChain = Omit<Chain, 'steps'> & { readonly steps: KeptStep[] };

/** All persistence of chains. How a step stands is read from its process: it is kept once. */
@Injectable()
export class ChainStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Adds a chain whose steps are being made, and tells of it. @returns false when one was made for the same before */
  async add(tx: Transaction, chain: Chain, beside: { priority: number; madeFor: string | null }): Promise<boolean> {
    const steps = chain.steps.map(({ state: _, status: __, ...kept }) => kept);
    if ((await insertNew(tx.em, ChainRow, { ...chain, ...beside, steps })) === 0) return false;
    await tx.emit(ChainChanged, chain);
    return true;
  }

  async chain(id: string): Promise<(Chain & { readonly priority: number }) | null> {
    const row = await this.database.em.findOne(ChainRow, { id }, { populate: ['priority'] });
    if (!row) return null;
    const { madeFor: _, ...kept } = { ...row };
    const [chain] = await whole(this.database.em, [kept]);
    return chain ? { ...chain, priority: row.priority } : null;
  }

  /** The chain that was made for something, once. */
  async madeFor(madeFor: string): Promise<string | undefined> {
    const row = await this.database.em.findOne(ChainRow, { madeFor }, { fields: ['id'], disableIdentityMap: true });
    return row?.id;
  }

  async list({ limit, cursor, ...equal }: Takes<typeof ListChains>): Promise<Gives<typeof ListChains>> {
    const page = await newestFirst(this.database, ChainRow, asked(equal), { limit, cursor });
    return { ...page, results: await whole(this.database.em, page.results) };
  }

  /** A process is in another state: so may its chain be, in the same transaction. */
  async follow(tx: Transaction, { chain }: Pick<Process, 'chain'>): Promise<void> {
    if (chain !== null) await this.settle(tx, chain);
  }

  private async settle(tx: Transaction, id: string): Promise<void> {
    // locked, so that of two steps that end at once the later sees both
    const row = await tx.em.findOneOrFail(
      ChainRow,
      { id },
      { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
    );
    const [chain] = await whole(tx.em, [{ ...row }]);
    if (!chain) throw new RangeError(`the chain ${id} is gone`);
    const { state, because } = chainState(chain.steps);
    const finishedAt = isOver(state) ? (chain.finishedAt ?? this.clock.now().toISOString()) : null;
    if (state !== chain.state || because !== chain.because || finishedAt !== chain.finishedAt)
      await tx.em.nativeUpdate(ChainRow, { id }, { state, because, finishedAt });
    await tx.emit(ChainChanged, { ...chain, state, because, finishedAt });
  }
}

/** Chains with how their steps stand. */
async function whole(em: SqlEntityManager, chains: readonly KeptChain[]): Promise<Chain[]> {
  const ids = chains.flatMap(({ steps }) => steps.map(({ process }) => process));
  const rows = await em.find(
    ProcessRow,
    { id: { $in: ids } },
    { fields: ['id', 'state', 'status'], disableIdentityMap: true },
  );
  const known = new Map(rows.map(({ id, state, status }) => [id, { state, status }]));
  return chains.map((chain) => ({
    ...chain,
    steps: chain.steps.map((step) => ({ ...step, ...(known.get(step.process) ?? gone) })),
  }));
}

const gone = { state: 'LOST' as const, status: 'its process is not kept any more' };
