import { defineEntity, p } from '@mikro-orm/core';
import type { AlertState } from '@nightjar/contracts';
import { instant } from '@nightjar/persistence';

/** The noun of the contract. */
export const AlertRow = defineEntity({
  name: 'AlertRow',
  ...{ schema: 'automation', tableName: 'alert' },
  properties: {
    id: p.text().primary(),
    request: p.text(),
    target: p.text(),
    targetName: p.text(),
    email: p.text(),
    state: p.text().$type<AlertState>(),
    because: p.text(),
    createdAt: instant(),
    sentAt: instant().strictNullable(),
    traceId: p.text().strictNullable(),
  },
});
