import { defineEntity, p } from '@mikro-orm/core';
import type { Chain, Preset, Rule } from '@nightjar/contracts';
import { instant, json } from '@nightjar/persistence';

/** A step as it was ordered; how it stands is its process's business. */
export type KeptStep = Omit<Chain['steps'][number], 'state' | 'status'>;

/** The noun of the contract without what its processes tell; what is not of the noun is lazy. */
export const ChainRow = defineEntity({
  name: 'ChainRow',
  schema: 'pipeline',
  tableName: 'chain',
  properties: {
    id: p.text().primary(),
    identifier: p.text(),
    state: p.text().$type<Chain['state']>(),
    because: p.text().strictNullable(),
    target: p.text().strictNullable(),
    inputs: json<Chain['inputs']>(),
    preset: p.text().strictNullable(),
    startedBy: p.text(),
    cause: p.text(),
    steps: json<KeptStep[]>(),
    createdAt: instant(),
    finishedAt: instant().strictNullable(),
    traceId: p.text().strictNullable(),
    priority: p.integer().lazy(),
    madeFor: p.text().strictNullable().lazy(),
  },
});

/** The noun of the contract. */
export const PresetRow = defineEntity({
  name: 'PresetRow',
  schema: 'pipeline',
  tableName: 'preset',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    says: p.text(),
    group: p.text().strictNullable().name('for_group'),
    pipelines: json<Preset['pipelines']>(),
    files: json<Preset['files']>(),
    revision: p.integer(),
    changedAt: instant(),
    changedBy: p.text(),
  },
});

/** The noun of the contract. */
export const RuleRow = defineEntity({
  name: 'RuleRow',
  schema: 'pipeline',
  tableName: 'rule',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    enabled: p.boolean(),
    on: p.text().$type<Rule['on']>().name('waits_for'),
    where: json<Rule['where']>().name('conditions'),
    steps: json<Rule['steps']>(),
    preset: p.text().strictNullable(),
    priority: p.integer(),
    revision: p.integer(),
    changedAt: instant().strictNullable(),
    changedBy: p.text().strictNullable(),
  },
});
