import { defineEntity, p } from '@mikro-orm/core';
import type { Block, Observation } from '@nightjar/contracts';
import { instant, json } from '@nightjar/persistence';
import type { InFlight } from './situation.js';

/** The noun of the contract; what only its telescope's runner needs is lazy. */
export const ObservationRow = defineEntity({
  name: 'ObservationRow',
  schema: 'sequence',
  tableName: 'observation',
  properties: {
    id: p.text().primary(),
    request: p.text(),
    target: p.text(),
    targetName: p.text(),
    state: p.text().$type<Observation['state']>(),
    step: p.text(),
    because: p.text().strictNullable(),
    startedAt: instant(),
    finishedAt: instant().strictNullable(),
    frames: p.integer(),
    framesPlanned: p.integer(),
    traceId: p.text().strictNullable(),
    telescope: p.text().lazy(),
    block: json<Block>().lazy(),
    pointed: p.boolean().lazy(),
    command: json<InFlight>().strictNullable().lazy(),
    failures: p.integer().lazy(),
  },
});
