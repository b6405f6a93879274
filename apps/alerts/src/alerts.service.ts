import { Injectable } from '@nestjs/common';
import { currentTraceId, type Meta } from '@nightjar/bus';
import {
  newId,
  NoticeConcluded,
  NoticeReceived,
  Refusal,
  type GetRawNotice,
  type Gives,
  type ListNotices,
  type NoticeJudged,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { Clock, Log, type Asks, type Hears } from '@nightjar/service-kit';
import { judgeReceipt, readMessage, DEFAULT_LIMITS, type ReceiptVerdict, type Voevent } from '@nightjar/voevent';
import { createHash } from 'node:crypto';
import { AlertsStore, type Received } from './alerts.store.js';
import { noticeOf, pendingBecause } from './notice-of.js';

/** What came of a packet. It is durable when the verdict is anything but refuse. */
export interface Receipt extends ReceiptVerdict {
  /** The packet's identifier where it can be told. */
  readonly ivoid: string | null;
  /** The new notice; only when it was accepted. */
  readonly notice: string | null;
}

/** Receives packets, and keeps what was decided about them. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly database: Database,
    private readonly store: AlertsStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Reads, judges and keeps one packet. Returns after the commit.
   * @param maxBytes longest packet that is read
   * @throws when it could not be stored: then nothing may be answered, so that the author tries again
   */
  async receive(raw: Uint8Array, peer: string, maxBytes: number): Promise<Receipt> {
    const receivedAt = this.clock.now();
    const message = readMessage(raw, { receivedAt, limits: { ...DEFAULT_LIMITS, maxBytes } });
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const verdict = judgeReceipt(null, { sha256, message });
    if (message.kind !== 'voevent') {
      this.log.info(`packet from ${peer} refused: ${verdict.because}`);
      return { ...verdict, ivoid: message.kind === 'unreadable' ? message.ivoid : null, notice: null };
    }
    const received = receivedOf(message.voevent, { raw, sha256, peer, receivedAt });
    const receipt = await this.database.transaction(async (tx) => {
      if (await this.store.keep(tx, received)) {
        await tx.emit(NoticeReceived, received.notice);
        return { ...verdict, notice: received.notice.id };
      }
      const known = await this.store.known(tx, received.ivoidKey, sha256);
      const again = judgeReceipt(known, { sha256, message });
      if (known && again.verdict === 'revision') await this.keepRevision(tx, received, known.id, again.because);
      return { ...again, notice: null };
    });
    this.log.info(receiptSays(receipt, message.voevent.ivoid), { notice: receipt.notice, peer });
    return { ...receipt, ivoid: message.voevent.ivoid };
  }

  async conclude({ notice: id, outcome }: Hears<typeof NoticeJudged>, meta: Meta): Promise<void> {
    const concluded = await this.database.once(meta, async (tx) => {
      const notice = await this.store.conclude(tx, id, outcome);
      if (notice) await tx.emit(NoticeConcluded, notice);
      else this.log.warn(`an outcome came for notice ${id}, which is not known here`);
      return notice;
    });
    if (concluded) this.log.info(`${concluded.ivoid}: ${outcome.decision}, ${outcome.because}`, { notice: id });
  }

  list(ask: Asks<typeof ListNotices>): Promise<Gives<typeof ListNotices>> {
    return this.store.list(ask);
  }

  /** @throws Refusal `not_found` */
  async raw({ id }: Asks<typeof GetRawNotice>): Promise<Gives<typeof GetRawNotice>> {
    const found = await this.store.raw(id);
    if (!found) throw new Refusal('not_found', `there is no notice ${id}`);
    return { base64: found.bytes.toString('base64'), mediaType: 'application/xml', sha256: found.sha256 };
  }

  /** A revision is shown beside the first; the first alone is told of, so that it alone makes a request. */
  private async keepRevision(tx: Transaction, received: Received, of: string, because: string): Promise<void> {
    const outcome = { decision: 'ignore' as const, because: `a revision: ${because}`, request: null };
    await this.store.keep(tx, { ...received, notice: { ...received.notice, outcome } }, of);
  }
}

/** What came, in a line for whoever follows the night. */
const receiptSays = ({ verdict, because }: ReceiptVerdict, ivoid: string): string =>
  verdict === 'accept' ? `a new notice: ${ivoid}` : `a ${verdict}: ${because}`;

function receivedOf(
  voevent: Voevent,
  arrival: { raw: Uint8Array; sha256: string; peer: string; receivedAt: Date },
): Received {
  const { raw, sha256, peer, receivedAt } = arrival;
  return {
    notice: {
      id: newId('ntc'),
      ...noticeOf(voevent),
      receivedAt: receivedAt.toISOString(),
      sha256,
      size: raw.length,
      outcome: { decision: 'pending', because: pendingBecause(voevent), request: null },
      traceId: currentTraceId(),
    },
    ivoidKey: voevent.ivoidKey,
    raw,
    peer,
    warnings: voevent.warnings,
  };
}
