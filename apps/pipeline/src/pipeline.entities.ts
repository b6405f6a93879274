import { defineEntity, p } from '@mikro-orm/core';
import type { DataProduct, LogLine, Process } from '@nightjar/contracts';
import { double, instant, json } from '@nightjar/persistence';

/** The noun of the contract; what is not of the noun is lazy. */
export const ProcessRow = defineEntity({
  name: 'ProcessRow',
  schema: 'pipeline',
  tableName: 'process',
  properties: {
    id: p.text().primary(),
    identifier: p.text(),
    pipeline: p.text(),
    queue: p.text(),
    job: p.text().strictNullable(),
    target: p.text().strictNullable(),
    state: p.text().$type<Process['state']>(),
    status: p.text(),
    failureMessage: p.text().strictNullable(),
    attempt: p.integer(),
    createdAt: instant(),
    startedAt: instant().strictNullable(),
    finishedAt: instant().strictNullable(),
    durationS: double().strictNullable(),
    steps: json<Process['steps']>(),
    inputs: json<Process['inputs']>(),
    outputs: json<Process['outputs']>(),
    result: json<Process['result']>(),
    traceId: p.text().strictNullable(),
    cause: p.text().lazy(),
    products: json<readonly DataProduct[]>().lazy(),
    params: json<unknown>().lazy(),
    chainRest: json<readonly string[]>().lazy(),
  },
});

/** A line of a process's log. */
export const LogRow = defineEntity({
  name: 'LogRow',
  schema: 'pipeline',
  tableName: 'process_log',
  properties: {
    process: p.text().primary(),
    offset: p.integer().primary().name('line'),
    at: instant(),
    level: p.text().$type<LogLine['level']>(),
    text: p.text(),
  },
});
