import { Inject, Injectable } from '@nestjs/common';
import { Bus, type Meta } from '@nightjar/bus';
import {
  ListTargets,
  newId,
  Refusal,
  type DeleteTemplate,
  type FillTemplate,
  type Gives,
  type ListTemplates,
  type RequestTemplate,
  type SaveTemplate,
  type Site,
  type Target,
} from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import {
  checkForm,
  facilityNamed,
  nameOfRequest,
  schedulableFilters,
  shownFields,
  supportsTemplates,
  type Facility,
  type FieldErrors,
} from '@nightjar/planning';
import { Clock, CONFIG, SITE, type Asks } from '@nightjar/service-kit';
import type { SchedulerConfig } from './scheduler.config.js';
import { TemplateStore } from './template.store.js';

type Permission = Gives<typeof ListTemplates>['mayCreate'];

/** Templates of requests: who may make them, for what, and how they are shown. */
@Injectable()
export class TemplateDesk {
  constructor(
    private readonly database: Database,
    private readonly store: TemplateStore,
    private readonly clock: Clock,
    private readonly bus: Bus,
    @Inject(SITE) private readonly site: Site,
    @Inject(CONFIG) private readonly config: SchedulerConfig,
  ) {}

  async list(ask: Asks<typeof ListTemplates>, { actor }: Meta): Promise<Gives<typeof ListTemplates>> {
    return { ...(await this.store.list(ask)), mayCreate: this.mayCreate(actor, ask.facility) };
  }

  /** @throws Refusal `not_allowed`, `not_found`, `not_supported`, `name_taken`, `invalid` with the errors by field */
  async save({ id, fields, ...said }: Asks<typeof SaveTemplate>, { actor }: Meta): Promise<RequestTemplate> {
    this.operatorsOnly(actor);
    if (id !== undefined) await this.byId(id);
    const target = await this.target(said.target);
    const facility = this.facility(said.facility);
    const support = supportsTemplates(facility);
    if (!support.ok) throw new Refusal('not_supported', support.because, { facility: facility.name });
    const verdict = checkForm(fields, facility);
    if (!verdict.ok) throw invalidForm(verdict.errors);
    const template: RequestTemplate = {
      ...{ id: id ?? newId('tpl'), ...said, target: target.id, fields: { ...verdict.form } },
      ...{ changedAt: this.clock.now().toISOString(), changedBy: actor },
    };
    return this.database.transaction(async (tx) => {
      const kept = await (id === undefined ? this.store.insert(tx, template) : this.store.update(tx, template));
      if (kept) return template;
      throw new Refusal('name_taken', `Template name "${template.name}" already in use`, { name: template.name });
    });
  }

  /** @throws Refusal `not_allowed`, `not_found` */
  async remove({ id }: Asks<typeof DeleteTemplate>, { actor }: Meta): Promise<RequestTemplate> {
    this.operatorsOnly(actor);
    const template = await this.byId(id);
    await this.database.transaction((tx) => this.store.remove(tx, id));
    return template;
  }

  /** @throws Refusal `not_found` */
  async fill({ id }: Asks<typeof FillTemplate>): Promise<Gives<typeof FillTemplate>> {
    const { name, fields, facility } = await this.byId(id);
    return {
      name: nameOfRequest(name, this.clock.now()),
      fields: shownFields(fields),
      instruments: schedulableFilters(facilityNamed(this.site, facility)?.cameras ?? []),
    };
  }

  /** @throws Refusal `not_found` */
  facility(name: string): Facility {
    const facility = facilityNamed(this.site, name);
    if (!facility) throw new Refusal('not_found', 'Facility not found.', { facility: name });
    return facility;
  }

  /** @throws Refusal `not_found` */
  async target(id: string): Promise<Target> {
    const lawful = ListTargets.takes.shape.id.safeParse(id);
    const [target] = lawful.success ? (await this.bus.ask(ListTargets, { id, limit: 1 })).results : [];
    if (!target) throw new Refusal('not_found', 'Target not found.', { target: id });
    return target;
  }

  private async byId(id: string): Promise<RequestTemplate> {
    const template = await this.store.byId(id);
    if (!template) throw new Refusal('not_found', `there is no template ${id}`);
    return template;
  }

  private mayCreate(actor: string, facility: string | undefined): Permission {
    const operators = this.config.NIGHTJAR_OPERATORS;
    if (!operators.includes(actor))
      return { ok: false, because: `${actor} is no operator; NIGHTJAR_OPERATORS names ${operators.join(', ')}` };
    if (facility === undefined) return { ok: true, because: `${actor} is an operator` };
    const known = facilityNamed(this.site, facility);
    return known ? supportsTemplates(known) : { ok: false, because: `the site has no telescope ${facility}` };
  }

  private operatorsOnly(actor: string): void {
    const permission = this.mayCreate(actor, undefined);
    if (!permission.ok) throw new Refusal('not_allowed', permission.because);
  }
}

/** The errors of a form travel by field, beside one sentence that has them all. */
export const invalidForm = (errors: FieldErrors): Refusal => {
  const sentences = Object.entries(errors).map(([field, says]) =>
    field === '__all__' ? says.join(' ') : `${field}: ${says.join(' ')}`,
  );
  return new Refusal('invalid', sentences.join('; '), { fields: errors });
};
