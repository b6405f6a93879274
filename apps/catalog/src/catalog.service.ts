import { Injectable } from '@nestjs/common';
import { currentTraceId, type Meta } from '@nightjar/bus';
import {
  DatumAdded,
  newId,
  NoticeMatched,
  ProductAdded,
  Refusal,
  TargetAdded,
  TargetChanged,
  type AddTarget,
  type DataProduct,
  type FrameStored,
  type Notice,
  type NoticeReceived,
  type ProcessSucceeded,
  type SetTargetExtras,
  type Target,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { Clock, Log, type Asks, type Hears } from '@nightjar/service-kit';
import { DatumStore } from './datum.store.js';
import { DeletionService } from './deletion.service.js';
import { FileKeeper } from './file-keeper.js';
import { isPlaced, matchNotice, triggerName, whyApart, type Match } from './match-notice.js';
import { ProductGroupStore, tellOfGroup } from './product-group.store.js';
import { ProductCatalogue } from './product.store.js';
import { TargetStore } from './target.store.js';

const NOBODY = { byTrigger: null, byCitation: null, sameEpoch: [] };

/** What the catalogue does about what it hears; each in one transaction, once. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetStore,
    private readonly products: ProductCatalogue,
    private readonly groups: ProductGroupStore,
    private readonly data: DatumStore,
    private readonly files: FileKeeper,
    private readonly deletion: DeletionService,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Finds or makes a notice's target. Tells of the match also when there is none. */
  async match(notice: Hears<typeof NoticeReceived>, meta: Meta): Promise<void> {
    await this.database.once(meta, async (tx) => {
      await this.targets.lockMatching(tx);
      if (await this.targets.isMatched(tx, notice.id)) return;
      const apart = whyApart(notice) !== null;
      const match = matchNotice(notice, apart ? NOBODY : await this.targets.candidates(tx, notice));
      const target = await this.carryOut(tx, notice, match);
      await this.targets.note(tx, notice, target?.id ?? null, match.because);
      await tx.emit(NoticeMatched, { notice, target, because: match.because });
      this.log.info(`notice ${notice.ivoid}: ${target?.name ?? 'no target'}, ${match.because}`);
    });
  }

  /** Registers a frame that is in the store. */
  async register(frame: Hears<typeof FrameStored>, meta: Meta): Promise<void> {
    await this.database.once(meta, async (tx) => {
      const known = await this.targets.known(tx, [frame.target]);
      await this.addProduct(tx, productOf(frame, this.clock.now()), known);
    });
    await this.files.keep([frame.sha256]);
  }

  /** Takes in the outputs of a process, and takes out what it removed: all of it, or nothing. */
  async takeIn({ process, products, data, group, removed }: Hears<typeof ProcessSucceeded>, meta: Meta): Promise<void> {
    await this.database.once(meta, async (tx) => {
      const createdAt = this.clock.now().toISOString();
      const known = await this.targets.known(
        tx,
        [...products, ...data].map(({ target }) => target),
      );
      for (const product of products) await this.addProduct(tx, { ...product, createdAt }, known);
      if (group) {
        const made = await this.groups.make(tx, { ...group, products: products.map(({ id }) => id), createdAt });
        await tellOfGroup(tx, made, { added: made.products });
      }
      for (const datum of data) {
        if (!known.has(datum.target)) {
          this.log.warn(`process ${process.identifier} measured target ${datum.target}, which is not known here`);
          continue;
        }
        const saved = await this.data.save(tx, datum);
        if (saved) await tx.emit(DatumAdded, saved);
      }
      await this.deletion.remove(tx, removed, process.identifier);
    });
    if (removed.length > 0) await this.files.removeReleased();
    await this.files.keep(products.map(({ sha256 }) => sha256));
  }

  /** @throws Refusal `name_taken` */
  async add({ name, aliases, extras, raDeg, decDeg }: Asks<typeof AddTarget>): Promise<Target> {
    const target: Target = {
      ...{ id: newId('tgt'), name: name.trim(), aliases: [...new Set(aliases)], extras, raDeg, decDeg },
      ...{ errorDeg: null, epoch: null, createdAt: this.clock.now().toISOString(), traceId: currentTraceId() },
    };
    return this.database.transaction(async (tx) => {
      const taken = await this.targets.isNamed(tx, [target.name]);
      if (taken || !(await this.targets.insert(tx, target)))
        throw new Refusal('name_taken', `a target goes by the name ${target.name} already`, { name: target.name });
      await tx.emit(TargetAdded, target);
      return target;
    });
  }

  /** @throws Refusal `not_found` */
  async annotate({ id, set, remove }: Asks<typeof SetTargetExtras>): Promise<Target> {
    return this.database.transaction(async (tx) => {
      const target = await this.targets.annotate(tx, id, set, remove);
      if (!target) throw new Refusal('not_found', `there is no target ${id}`);
      await tx.emit(TargetChanged, target);
      return target;
    });
  }

  private async carryOut(tx: Transaction, notice: Notice, match: Match): Promise<Target | null> {
    if (match.kind === 'new') return this.make(tx, notice, match);
    if (match.kind === 'none') return null;
    const { target, moves } = match;
    if (moves && isPlaced(notice)) await this.targets.move(tx, target.id, notice);
    const { mission, trigger } = notice;
    const called = mission && trigger ? triggerName(mission, trigger) : target.name;
    // Another mission's name for the same event.
    if (called !== target.name && !target.aliases.includes(called)) await this.targets.addAlias(tx, target.id, called);
    return this.targets.get(tx, target.id);
  }

  private async make(tx: Transaction, notice: Notice, { name, aliases }: Match & { kind: 'new' }): Promise<Target> {
    if (!isPlaced(notice)) throw new Error(`a target cannot be made of notice ${notice.id}: it has no position`);
    const { raDeg, decDeg, errorDeg, eventTime: epoch, traceId } = notice;
    const place = { raDeg, decDeg, errorDeg, epoch, createdAt: this.clock.now().toISOString(), traceId };
    const target: Target = { id: newId('tgt'), name, aliases: [...aliases], extras: {}, ...place };
    if (await this.targets.insert(tx, target)) {
      await tx.emit(TargetAdded, target);
      return target;
    }
    // Two streams may end alike; the whole identifier is the notice's own.
    const longer = { ...target, name: notice.ivoid.replace(/^ivo:\/\//i, '').slice(0, 100) };
    if (!(await this.targets.insert(tx, longer))) throw new Error(`target ${name} could not be made`);
    await tx.emit(TargetAdded, longer);
    return longer;
  }

  private async addProduct(tx: Transaction, product: DataProduct, known: ReadonlySet<string>): Promise<void> {
    const owned = { ...product, target: product.target && known.has(product.target) ? product.target : null };
    if (await this.products.insert(tx, owned)) await tx.emit(ProductAdded, owned);
  }
}

function productOf(frame: Hears<typeof FrameStored>, now: Date): DataProduct {
  const { name, size, sha256, target, observation, traceId } = frame;
  const { instrument, command, request, startedAt, exposureS, filter, raDeg, decDeg } = frame;
  return {
    ...{ id: newId('prd'), name, type: 'frame', mediaType: 'application/fits', size, sha256, target, observation },
    ...{ process: null, of: null, createdAt: now.toISOString(), traceId },
    tags: [],
    meta: { instrument, command, request, startedAt, exposureS, filter, raDeg, decDeg },
  };
}
