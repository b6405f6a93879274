import { Inject, Injectable } from '@nestjs/common';
import { currentTraceId } from '@nightjar/bus';
import {
  AlertAsked,
  newId,
  Refusal,
  RequestChanged,
  type ObservationRequest,
  type Observe,
  type RequestTemplate,
  type Site,
  type Target,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import {
  checkForm,
  configurationsOf,
  constraintsOf,
  DEFAULTS,
  judgeWish,
  mergeFields,
  nameOfRequest,
  windowOf,
  type RequestForm,
} from '@nightjar/planning';
import { Clock, CONFIG, SITE, type Asks } from '@nightjar/service-kit';
import type { SchedulerConfig } from './scheduler.config.js';
import { SchedulerService } from './scheduler.service.js';
import { SchedulerStore } from './scheduler.store.js';
import { invalidForm, TemplateDesk } from './template-desk.js';
import { TemplateStore } from './template.store.js';

const DAY_MS = 86_400_000;

/** Makes requests of templates. */
@Injectable()
export class RequestByTemplate {
  constructor(
    private readonly database: Database,
    private readonly desk: TemplateDesk,
    private readonly templates: TemplateStore,
    private readonly requests: SchedulerStore,
    private readonly scheduler: SchedulerService,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: Site,
    @Inject(CONFIG) private readonly config: SchedulerConfig,
  ) {}

  /** Request, plan and the wish to be told become true together. @throws Refusal as its contract says */
  async observe(order: Asks<typeof Observe>): Promise<ObservationRequest> {
    const target = await this.desk.target(order.target);
    const facility = this.desk.facility(order.facility);
    const place = { name: order.template, target: target.id, facility: facility.name };
    const template = await this.templates.named(place, order.openOnly);
    if (!template)
      throw new Refusal(
        'not_found',
        `Template '${order.template}' not found for target '${target.name}' and facility '${facility.name}'`,
        { template: order.template },
      );
    const now = this.clock.now();
    const fields = mergeFields(template.fields, order.overrides);
    const verdict = checkForm(fields, facility, (form) => [
      ...judgeWish(form, target, this.site, now),
      ...(order.openOnly ? judgeStranger(form, template, this.config.NIGHTJAR_OPEN_EXPOSURE_S) : []),
    ]);
    if (!verdict.ok) throw invalidForm(verdict.errors);
    const request = requestOf(template, verdict.form, target, now);
    await this.database.transaction(async (tx) => {
      if (order.openOnly) await this.judgeCrowd(tx, template);
      await this.keep(tx, request, target, order.email);
    });
    return request;
  }

  private async keep(tx: Transaction, request: ObservationRequest, target: Target, email: string | null) {
    if (email !== null) await this.judgeAddress(tx, email);
    await this.requests.save(tx, request, { mission: null, trigger: null, errorDeg: target.errorDeg });
    await tx.emit(RequestChanged, request);
    await this.scheduler.wantPlan(tx, request.because);
    if (email === null) return;
    await this.templates.noteAddress(tx, request.id, email);
    const { id, target: targetId, targetName } = request;
    await tx.emit(AlertAsked, { id: newId('alt'), request: id, target: targetId, targetName, email });
  }

  /** Strangers cannot fill the plan. */
  private async judgeCrowd(tx: Transaction, { id, name }: RequestTemplate): Promise<void> {
    const most = this.config.NIGHTJAR_OPEN_REQUESTS;
    if ((await this.templates.active(tx, id)) < most) return;
    const says = `${most} requests of the template ${name} wait or run; ask again when some of them are over`;
    throw new Refusal('too_many_requests', says, { most });
  }

  /** Nobody can have us write to everybody. */
  private async judgeAddress(tx: Transaction, email: string): Promise<void> {
    const most = this.config.NIGHTJAR_ALERT_ADDRESSES_PER_DAY;
    const since = new Date(this.clock.now().getTime() - DAY_MS);
    if ((await this.templates.otherAddresses(tx, email, since)) < most) return;
    throw new Refusal(
      'too_many_addresses',
      `${most} addresses have asked to be told of new data within a day; ask again later, or without one`,
      { most },
    );
  }
}

/** What somebody who did not sign in asks for beyond what is theirs: more weight than the template, more time than the site gives. */
function judgeStranger(form: RequestForm, { fields }: RequestTemplate, mostS: number): string[] {
  const priority = typeof fields['priority'] === 'number' ? fields['priority'] : DEFAULTS.priority;
  const exposureS = Object.values(form.filters).reduce((sum, one) => sum + one.count * one.exposureS, 0);
  return [
    ...((form.priority ?? DEFAULTS.priority) > priority
      ? [`The priority of this template is ${priority}, and no more.`]
      : []),
    ...(exposureS > mostS ? [`${exposureS} s of exposure are too much: ${mostS} s may be asked for here.`] : []),
  ];
}

function requestOf(template: RequestTemplate, form: RequestForm, target: Target, now: Date): ObservationRequest {
  const configurations = configurationsOf(form.filters);
  const name = nameOfRequest(template.name, now);
  return {
    ...{ id: newId('req'), name, template: template.id, target: target.id, targetName: target.name },
    ...{ raDeg: target.raDeg, decDeg: target.decDeg, notice: null, strategy: null },
    ...{ state: 'PENDING', because: `asked for by the template ${template.name}` },
    ...{ priority: form.priority ?? DEFAULTS.priority, interrupts: false, windows: [windowOf(form, now)] },
    ...{ constraints: constraintsOf(form), camera: form.instrument, configurations, remaining: configurations },
    ...{ createdAt: now.toISOString(), traceId: currentTraceId() },
  };
}
