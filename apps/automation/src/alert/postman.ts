import { Inject, Injectable } from '@nestjs/common';
import type { MailJob, ObservationAlert } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Clock, CONFIG, Log, type Hears, type JobMeta } from '@nightjar/service-kit';
import type { AutomationConfig } from '../automation.config.js';
import { alertMail } from '../mail/alert-mail.js';
import { mailState } from '../mail/mail-state.js';
import type { Handover } from '../mail/mailer.js';
import { SmtpMailer } from '../mail/smtp-mailer.js';
import { AlertStore } from './alert.store.js';
import { Observed } from './observed.js';

const UNSURE = 'may or may not have been taken by the mail server; it is not sent again by itself';

/**
 * Sends the e-mails that are due, each at most once: that it is being handed over is written down before, and a mail of
 * which nobody knows whether it was taken is left to a person (ADR 20).
 */
@Injectable()
export class Postman {
  private readonly mailer: SmtpMailer;

  constructor(
    private readonly database: Database,
    private readonly store: AlertStore,
    private readonly observed: Observed,
    private readonly clock: Clock,
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: AutomationConfig,
  ) {
    this.mailer = new SmtpMailer(config.NIGHTJAR_SMTP_URL);
  }

  /** @throws Error when the server refused for now: the job is tried again */
  async deliver({ alert: id }: Hears<typeof MailJob>, { job, signal }: JobMeta): Promise<void> {
    const alert = await this.store.byId(id);
    if (alert?.state === 'SENDING') {
      // Whoever began this died, or could not write down how it ended.
      await this.giveUp(id, 'UNSURE', UNSURE, job);
      return;
    }
    if (alert?.state !== 'DUE') return;
    const mail = mailState(this.config);
    if (!mail.ready) {
      await job.succeed((tx) => this.store.move(tx, id, ['DUE'], { state: 'HELD', because: mail.because }));
      return;
    }
    await this.handOver(alert, mail.from, { job, signal });
  }

  private async handOver(alert: ObservationAlert, from: string, meta: Pick<JobMeta, 'job' | 'signal'>): Promise<void> {
    const frames = await this.observed.framesOf(alert.request);
    const letter = alertMail(alert, { from, publicUrl: this.config.NIGHTJAR_PUBLIC_URL, frames });
    const sending = { state: 'SENDING', because: 'is being handed to the mail server' } as const;
    if (!(await this.database.transaction((tx) => this.store.move(tx, alert.id, ['DUE'], sending)))) return;
    await this.record(alert.id, await this.mailer.send(letter, meta.signal), meta.job);
  }

  private async record(id: string, handover: Handover, job: JobMeta['job']): Promise<void> {
    const { outcome, says } = handover;
    if (outcome === 'taken') {
      const sent = { state: 'SENT', because: says, sentAt: this.clock.now().toISOString() } as const;
      await job.succeed((tx) => this.store.move(tx, id, ['SENDING'], sent));
    } else if (outcome === 'unsure') {
      await this.giveUp(id, 'UNSURE', `${UNSURE}: ${says}`, job);
    } else if (handover.again && job.attempt < job.attempts) {
      await this.database.transaction((tx) => this.store.move(tx, id, ['SENDING'], { state: 'DUE', because: says }));
      throw new Error(says);
    } else {
      await this.giveUp(id, 'FAILED', says, job);
    }
  }

  private async giveUp(id: string, state: 'UNSURE' | 'FAILED', because: string, job: JobMeta['job']): Promise<void> {
    await job.fail(because, (tx) => this.store.move(tx, id, ['SENDING'], { state, because }));
    this.log.warn(`an e-mail about new data is ${state}: ${because}`, { alert: id });
  }
}
