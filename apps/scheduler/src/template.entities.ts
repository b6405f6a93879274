import { defineEntity, p } from '@mikro-orm/core';
import type { RequestFields } from '@nightjar/contracts';
import { instant, json } from '@nightjar/persistence';

/** The noun of the contract. */
export const TemplateRow = defineEntity({
  name: 'TemplateRow',
  schema: 'schedule',
  tableName: 'template',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    target: p.text(),
    facility: p.text(),
    fields: json<RequestFields>(),
    open: p.boolean(),
    changedAt: instant(),
    changedBy: p.text(),
  },
});
