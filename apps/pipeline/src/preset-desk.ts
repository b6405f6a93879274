import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  newId,
  Refusal,
  type DeletePreset,
  type Gives,
  type ListPresets,
  type Preset,
  type SavePreset,
} from '@nightjar/contracts';
import { flagsFrom } from '@nightjar/pipelines';
import { asked, Database, type Transaction } from '@nightjar/persistence';
import { Clock, type Asks } from '@nightjar/service-kit';
import { byName } from './by-name.js';
import { PresetRow, RuleRow } from './chain.entities.js';
import { Lookup } from './lookup.js';
import { keepRevision, nextRevision } from './revision.js';
import { Shelf } from './shelf.js';

/** Named parameters. Parameters themselves are judged where they are used, with what is given beside them. */
@Injectable()
export class PresetDesk {
  constructor(
    private readonly database: Database,
    private readonly shelf: Shelf,
    private readonly lookup: Lookup,
    private readonly clock: Clock,
  ) {}

  async list({ limit, cursor, ...equal }: Asks<typeof ListPresets>): Promise<Gives<typeof ListPresets>> {
    return byName(this.database, PresetRow, asked(equal), { limit, cursor });
  }

  /** @throws Refusal `not_found` */
  async named(id: string | null | undefined): Promise<Preset | null> {
    if (id === undefined || id === null) return null;
    const found = await this.database.em.findOne(PresetRow, { id }, { disableIdentityMap: true });
    if (!found) throw absent(id);
    return { ...found };
  }

  /** Keeps a preset that is named from being deleted until the transaction ends. @throws Refusal `not_found` */
  async hold(tx: Transaction, id: string | null | undefined): Promise<void> {
    if (id === undefined || id === null) return;
    const lock = { lockMode: LockMode.PESSIMISTIC_READ, disableIdentityMap: true } as const;
    if (!(await tx.em.findOne(PresetRow, { id }, lock))) throw absent(id);
  }

  /** @throws Refusal `not_found`, `invalid`, `conflict`, `name_taken` */
  async save({ id, revision: from, ...said }: Asks<typeof SavePreset>, { actor }: Meta): Promise<Preset> {
    if (id !== undefined) await this.named(id);
    for (const [name, { flags }] of Object.entries(said.pipelines)) await this.judgeFlags(name, flags);
    await this.lookup.products(said.files);
    const changed = { changedAt: this.clock.now().toISOString(), changedBy: actor };
    return this.database.transaction(async (tx) => {
      const revision = await nextRevision(tx, PresetRow, 'preset', { id, from });
      const preset: Preset = { ...said, id: id ?? newId('pre'), revision, ...changed };
      await keepRevision(tx, PresetRow, 'preset', preset);
      return preset;
    });
  }

  /** @throws Refusal `not_found`, `in_use` */
  async remove({ id }: Asks<typeof DeletePreset>): Promise<Preset> {
    return this.database.transaction(async (tx) => {
      const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
      const preset = await tx.em.findOne(PresetRow, { id }, lock);
      if (!preset) throw absent(id);
      const [rule] = await tx.em.find(RuleRow, { preset: id }, { limit: 1 });
      if (rule)
        throw new Refusal('in_use', `The rule ${rule.name} uses the preset ${preset.name}: change the rule first.`);
      await tx.em.nativeDelete(PresetRow, { id });
      return { ...preset };
    });
  }

  private async judgeFlags(name: string, flags: Readonly<Record<string, boolean>>): Promise<void> {
    const verdict = flagsFrom((await this.shelf.named(name).catch(asInvalid)).flags, flags, 'json');
    if (!verdict.ok) throw new Refusal('invalid', verdict.because, { pipeline: name });
  }
}

const absent = (id: string): Refusal => new Refusal('not_found', `There is no preset ${id}.`, { preset: id });

/** What was said names a pipeline that cannot be run: the words are wrong, not the place that was looked in. */
export const asInvalid = (fault: unknown): never => {
  throw fault instanceof Refusal ? new Refusal('invalid', fault.message, fault.detail) : fault;
};
