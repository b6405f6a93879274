import { defineEntity, p } from '@mikro-orm/core';
import type { DataProduct, LogLine, Process } from '@nightjar/contracts';
import { double, instant, json } from '@nightjar/persistence';
import type { Sources } from './step-inputs.js';

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
    created: instant().name('created_at'),
    started: instant().strictNullable().name('started_at'),
    finished: instant().strictNullable().name('finished_at'),
    durationS: double().strictNullable(),
    steps: json<Process['steps']>(),
    flags: json<Process['flags']>(),
    params: json<Process['params']>(),
    inputs: json<Process['inputs']>(),
    outputs: json<Process['outputs']>(),
    group: json<Process['group']>().name('made_group').strictNullable(),
    startedBy: p.text(),
    cause: p.text(),
    chain: p.text().strictNullable(),
    result: json<Process['result']>(),
    provenance: json<Process['provenance']>(),
    traceId: p.text().strictNullable(),
    products: json<readonly DataProduct[]>().lazy(),
    made: json<readonly DataProduct[]>().lazy(),
    sources: json<Sources>().strictNullable().lazy(),
    orderedAs: p.text().strictNullable().lazy(),
    nextLine: p
      .integer()
      .formula(
        ({ id }) => `(select coalesce(max(line) + 1, 0) from pipeline.process_log where process = ${String(id)})`,
      )
      .lazy()
      .nullable(),
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
