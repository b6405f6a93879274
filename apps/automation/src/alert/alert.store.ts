import { Injectable } from '@nestjs/common';
import type { AlertState, Gives, ListAlerts, ObservationAlert } from '@nightjar/contracts';
import { asked, Database, insertNew, newestFirst, type Transaction } from '@nightjar/persistence';
import type { Asks } from '@nightjar/service-kit';
import { AlertRow } from '../automation.entities.js';

export interface Change {
  readonly state: AlertState;
  readonly because: string;
  readonly sentAt?: string;
}

/** All persistence of alerts. */
@Injectable()
export class AlertStore {
  constructor(private readonly database: Database) {}

  async list({ limit, cursor, ...equal }: Asks<typeof ListAlerts>): Promise<Omit<Gives<typeof ListAlerts>, 'mail'>> {
    return newestFirst(this.database, AlertRow, asked(equal), { limit, cursor });
  }

  async byId(id: string): Promise<ObservationAlert | null> {
    const row = await this.database.em.findOne(AlertRow, { id }, { disableIdentityMap: true });
    return row && { ...row };
  }

  async openOf(request: string): Promise<number> {
    return this.database.em.count(AlertRow, { request, state: 'OPEN' });
  }

  async insert(tx: Transaction, alert: ObservationAlert): Promise<void> {
    await insertNew(tx.em, AlertRow, alert);
  }

  /** Moves the open alerts of a request on. @returns their identifiers */
  async conclude(tx: Transaction, request: string, { state, because }: Change): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      `update automation.alert set state = ?, because = ? where request = ? and state = 'OPEN' returning id`,
      [state, because, request],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns whether it was in one of those states */
  async move(tx: Transaction, id: string, from: readonly AlertState[], change: Change): Promise<boolean> {
    return (await tx.em.nativeUpdate(AlertRow, { id, state: { $in: [...from] } }, { ...change })) > 0;
  }

  /** What waits for a setting. */
  async held(): Promise<string[]> {
    const rows = await this.database.em.find(AlertRow, { state: 'HELD' }, { fields: ['id'], disableIdentityMap: true });
    return rows.map(({ id }) => id);
  }
}
