import { Injectable } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  newId,
  Refusal,
  type DeleteRule,
  type Gives,
  type ListRules,
  type Rule,
  type SaveRule,
} from '@nightjar/contracts';
import { asked, Database } from '@nightjar/persistence';
import { Clock, type Asks } from '@nightjar/service-kit';
import { byName } from './by-name.js';
import { orderOf } from './chain-plan.js';
import { RuleRow } from './chain.entities.js';
import { asInvalid, PresetDesk } from './preset-desk.js';
import { keepRevision, nextRevision } from './revision.js';
import { Shelf } from './shelf.js';

/** What people ask of rules. */
@Injectable()
export class RuleDesk {
  constructor(
    private readonly database: Database,
    private readonly shelf: Shelf,
    private readonly presets: PresetDesk,
    private readonly clock: Clock,
  ) {}

  async list({ limit, cursor, ...equal }: Asks<typeof ListRules>): Promise<Gives<typeof ListRules>> {
    return byName(this.database, RuleRow, asked(equal), { limit, cursor });
  }

  /** Those that wait for something. */
  async waitingFor(on: readonly Rule['on'][]): Promise<Rule[]> {
    const rows = await this.database.em.find(
      RuleRow,
      { on: { $in: [...on] }, enabled: true },
      { orderBy: { name: 'asc' }, disableIdentityMap: true },
    );
    return rows.map((row) => ({ ...row }));
  }

  /** @throws Refusal `not_found`, `invalid`, `conflict`, `name_taken` */
  async save({ id, revision: from, ...said }: Asks<typeof SaveRule>, { actor }: Meta): Promise<Rule> {
    if (id !== undefined) await this.found(id);
    orderOf(said.steps);
    for (const { pipeline } of said.steps) await this.shelf.named(pipeline).catch(asInvalid);
    const changed = { changedAt: this.clock.now().toISOString(), changedBy: actor };
    return this.database.transaction(async (tx) => {
      await this.presets.hold(tx, said.preset);
      const revision = await nextRevision(tx, RuleRow, 'rule', { id, from });
      const rule: Rule = { ...said, id: id ?? newId('rul'), revision, ...changed };
      await keepRevision(tx, RuleRow, 'rule', rule);
      return rule;
    });
  }

  /** @throws Refusal `not_found` */
  async remove({ id }: Asks<typeof DeleteRule>): Promise<Rule> {
    const rule = await this.found(id);
    await this.database.transaction((tx) => tx.em.nativeDelete(RuleRow, { id }));
    return rule;
  }

  private async found(id: string): Promise<Rule> {
    const rule = await this.database.em.findOne(RuleRow, { id }, { disableIdentityMap: true });
    if (!rule) throw new Refusal('not_found', `There is no rule ${id}.`, { rule: id });
    return { ...rule };
  }
}
