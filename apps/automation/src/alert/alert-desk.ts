import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Bus, currentTraceId, type Meta } from '@nightjar/bus';
import {
  FilmJob,
  ListRequests,
  MailJob,
  Refusal,
  type AlertAsked,
  type Gives,
  type ListAlerts,
  type ObservationAlert,
  type ObservationRequest,
  type SendAlert,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { Clock, CONFIG, Log, type Asks, type Hears } from '@nightjar/service-kit';
import type { AutomationConfig } from '../automation.config.js';
import { mailState } from '../mail/mail-state.js';
import { AlertStore } from './alert.store.js';
import { Observed } from './observed.js';

type Request = Pick<ObservationRequest, 'id' | 'state' | 'because' | 'target'>;

const OVER: readonly ObservationRequest['state'][] = ['COMPLETED', 'EXPIRED', 'CANCELLED', 'REJECTED'];
const isOver = ({ state }: Request): boolean => OVER.includes(state);

/** Who wants to be told of new data, and when it is time to. */
@Injectable()
export class AlertDesk implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly store: AlertStore,
    private readonly observed: Observed,
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: AutomationConfig,
  ) {}

  /** What waited for a setting that is given now is due again. */
  async onApplicationBootstrap(): Promise<void> {
    const mail = mailState(this.config);
    if (!mail.ready) return this.log.warn(mail.because);
    for (const id of await this.store.held()) await this.send({ id });
  }

  async list(ask: Asks<typeof ListAlerts>): Promise<Gives<typeof ListAlerts>> {
    return { ...(await this.store.list(ask)), mail: mailState(this.config) };
  }

  /** Somebody wants to be told. Its request may be over by then: facts about different things keep no order. */
  async asked(wish: Hears<typeof AlertAsked>, meta: Meta): Promise<void> {
    const [request] = (await this.bus.ask(ListRequests, { id: wish.request, limit: 1 })).results;
    const over = request && isOver(request) ? request : undefined;
    const frames = over ? (await this.observed.framesOf(over.id)).length : 0;
    const alert: ObservationAlert = {
      ...wish,
      ...{ state: 'OPEN', because: 'waits for the end of its observation' },
      ...{ createdAt: this.clock.now().toISOString(), sentAt: null, traceId: currentTraceId() },
    };
    await this.database.once(meta, async (tx) => {
      await this.store.insert(tx, alert);
      if (over) await this.conclude(tx, over, frames);
    });
  }

  /** A request that is over makes its alerts due, or closes them when it has brought nothing. */
  async requestChanged(request: Request, meta: Meta): Promise<void> {
    if (!isOver(request) || (await this.store.openOf(request.id)) === 0) return;
    const frames = (await this.observed.framesOf(request.id)).length;
    await this.database.once(meta, (tx) => this.conclude(tx, request, frames));
  }

  /** @throws Refusal `not_found`, `not_due` */
  async send({ id }: Asks<typeof SendAlert>): Promise<ObservationAlert> {
    const alert = await this.store.byId(id);
    if (!alert) throw new Refusal('not_found', `there is no alert ${id}`);
    const due = { state: 'DUE', because: 'is to be sent again' } as const;
    await this.database.transaction(async (tx) => {
      if (!(await this.store.move(tx, id, ['HELD', 'UNSURE', 'FAILED'], due)))
        throw new Refusal('not_due', `the alert is ${alert.state}: ${alert.because}`, { state: alert.state });
      await tx.enqueue(MailJob, { alert: id });
    });
    return { ...alert, ...due };
  }

  private async conclude(tx: Transaction, { id, target, state, because }: Request, frames: number): Promise<void> {
    if (frames === 0) {
      const says = `the observation brought no data: its request is ${state}, ${because}`;
      await this.store.conclude(tx, id, { state: 'CLOSED', because: says });
      return;
    }
    const due = await this.store.conclude(tx, id, { state: 'DUE', because: `${frames} new frames` });
    for (const alert of due) await tx.enqueue(MailJob, { alert });
    // However many want to be told of a target, one film of it waits to be made.
    if (due.length > 0) await tx.enqueue(FilmJob, { target }, { key: target });
  }
}
