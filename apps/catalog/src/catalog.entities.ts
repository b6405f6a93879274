import { defineEntity, p } from '@mikro-orm/core';
import type { DataProduct, ReducedDatum, Target, Verdict } from '@nightjar/contracts';
import { double, instant, json } from '@nightjar/persistence';

const schema = 'catalog';

/** The names of the target whose identifier stands in this column. */
export const aliasesOf = (id: string): string =>
  `array(select a.name from catalog.alias a where a.target = ${id} order by a.seq)`;

/** The noun of the contract. */
export const TargetRow = defineEntity({
  name: 'TargetRow',
  ...{ schema, tableName: 'target' },
  properties: {
    id: p.text().primary(),
    name: p.text(),
    aliases: p.array().formula(({ id }) => aliasesOf(String(id))),
    extras: json<Target['extras']>(),
    raDeg: double(),
    decDeg: double(),
    errorDeg: double().strictNullable(),
    epoch: instant().strictNullable(),
    createdAt: instant(),
    traceId: p.text().strictNullable(),
  },
});

/** A name that a target has beside its own. */
export const AliasRow = defineEntity({
  name: 'AliasRow',
  ...{ schema, tableName: 'alias' },
  properties: { target: p.text().primary(), name: p.text().primary() },
});

/** A mission's event and its one target. */
export const TriggerRow = defineEntity({
  name: 'TriggerRow',
  ...{ schema, tableName: 'trigger' },
  properties: { mission: p.text().primary(), trigger: p.text().primary(), target: p.text() },
});

/** Which target a notice belongs to, and why. */
export const MatchRow = defineEntity({
  name: 'MatchRow',
  ...{ schema, tableName: 'match' },
  properties: {
    notice: p.text().primary(),
    ivoidKey: p.text(),
    target: p.text().strictNullable(),
    because: p.text(),
  },
});

/** The noun of the contract. */
export const ProductRow = defineEntity({
  name: 'ProductRow',
  ...{ schema, tableName: 'data_product' },
  properties: {
    id: p.text().primary(),
    name: p.text(),
    type: p.text().$type<DataProduct['type']>(),
    mediaType: p.text(),
    size: p.bigint('number'),
    sha256: p.text(),
    target: p.text().strictNullable(),
    observation: p.text().strictNullable(),
    process: p.text().strictNullable(),
    of: p.text().strictNullable(),
    meta: json<DataProduct['meta']>(),
    tags: p.array(),
    createdAt: instant(),
    traceId: p.text().strictNullable(),
  },
});

/** The noun of the contract. */
export const ProductGroupRow = defineEntity({
  name: 'ProductGroupRow',
  ...{ schema, tableName: 'data_product_group' },
  properties: { id: p.text().primary(), name: p.text(), products: p.array(), createdAt: instant() },
});

/** Both kinds of the noun; `mjd` is computed from the time, and what the other kind has is empty. */
export const DatumRow = defineEntity({
  name: 'DatumRow',
  ...{ schema, tableName: 'reduced_datum' },
  properties: {
    id: p.text().primary(),
    target: p.text(),
    kind: p.text().$type<ReducedDatum['kind']>(),
    time: instant(),
    exposureS: double().strictNullable(),
    filter: p.text(),
    mag: double().strictNullable(),
    magError: double().strictNullable(),
    limit: double().strictNullable().name('limit_mag'),
    instrument: p.text(),
    source: p.text(),
    process: p.text().strictNullable(),
    product: p.text().strictNullable(),
    text: p.text().strictNullable(),
    tag: p.text(),
    meta: json<Record<string, unknown>>(),
    traceId: p.text().strictNullable(),
  },
});

/** A file that may have lost its last product. */
export const ReleasedFileRow = defineEntity({
  name: 'ReleasedFileRow',
  ...{ schema, tableName: 'released_file' },
  properties: { sha256: p.text().primary() },
});

/** The noun of the contract. */
export const VerdictRow = defineEntity({
  name: 'VerdictRow',
  ...{ schema, tableName: 'verdict' },
  properties: {
    id: p.text().primary(),
    process: p.text(),
    candidate: p.text(),
    verdict: p.text().$type<NonNullable<Verdict['verdict']>>().strictNullable(),
    by: p.text(),
    at: instant(),
    version: p.integer(),
    traceId: p.text().strictNullable(),
  },
});
