import { Injectable } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import type { DataProduct, Process, Rule } from '@nightjar/contracts';
import { ChainStore } from './chain.store.js';
import { framesDue } from './frames-due.js';
import { judgeRule } from './judge-rule.js';
import { Lookup } from './lookup.js';
import { MEASURES, PipelineStore, type FilterOfTarget } from './pipeline.store.js';
import { madeFor, RuleBook, type Start } from './rule-book.js';
import { RuleDesk } from './rule-desk.js';

/** A rule that does not say begins with so many frames. */
const FIRST = 5;
/** Of more measurements the oldest do not count. */
const MOST_MEASUREMENTS = 1000;
/** Every frame is an input of the process, which is told of whenever it makes a step. */
const MOST_INPUTS = 100;

/** A frame, and the coordinates that its measurement made beside it. */
interface MeasuredFrame {
  readonly frame: DataProduct;
  readonly beside: readonly DataProduct[];
}

/** Starts what rules want made of many frames of a field, a template for one, when so many have been measured. */
@Injectable()
export class FieldBook {
  constructor(
    private readonly rules: RuleDesk,
    private readonly store: PipelineStore,
    private readonly chains: ChainStore,
    private readonly lookup: Lookup,
    private readonly book: RuleBook,
  ) {}

  async processSucceeded({ id, pipeline, target, result }: Process, meta: Meta): Promise<void> {
    const { filter } = result;
    if (pipeline !== MEASURES || target === null || typeof filter !== 'string') return;
    const rules = await this.rules.waitingFor(['frames-measured']);
    if (rules.length === 0) return;
    const field = { target, filter };
    const times = await this.store.timesMeasured(field);
    const open = await this.stillToDo(rules, field, times);
    if (open.length === 0) return;
    const frames = await this.frames(field, id);
    const starts: Start[] = [];
    for (const rule of open) {
      const own = frames.filter(({ frame }) => judgeRule(rule, { on: rule.on, product: frame }).starts);
      const about = await this.dueOf(rule, field, own.length);
      if (about === undefined) continue;
      const newest = own.slice(0, MOST_INPUTS).reverse();
      const products = newest.flatMap(({ frame, beside }) => [frame, ...beside]);
      starts.push(...(await this.book.plan(rule, { target, products }, about)));
    }
    await this.book.start(starts, meta);
  }

  /** Rules that may have something to do: there are at most as many frames as measurements. */
  private async stillToDo(rules: readonly Rule[], field: FilterOfTarget, times: number): Promise<Rule[]> {
    const due = await Promise.all(rules.map((rule) => this.dueOf(rule, field, times)));
    return rules.filter((_, i) => due[i] !== undefined);
  }

  /** What is due and not made yet, by the name that it is made for; undefined where nothing is. */
  private async dueOf(rule: Rule, { target, filter }: FilterOfTarget, frames: number): Promise<string | undefined> {
    const verdict = framesDue(frames, rule.where.frames ?? FIRST);
    if (!verdict.due) return undefined;
    const about = `${target} ${filter} at ${verdict.at}`;
    return (await this.chains.madeFor(madeFor(rule, about))) === undefined ? about : undefined;
  }

  /**
   * Each frame of a field once, newest first, as it was measured last. What was deleted is left out; what a process has
   * only just made need not be in the catalogue yet.
   */
  private async frames(field: FilterOfTarget, justEnded: string): Promise<MeasuredFrame[]> {
    const measurements = await this.store.measurements(field, MOST_MEASUREMENTS);
    const seen = new Map<string, MeasuredFrame & { readonly process: string }>();
    for (const { process, products, made } of measurements) {
      const frame = products.find(({ type }) => type === 'frame');
      if (!frame || seen.has(frame.id)) continue;
      seen.set(frame.id, { process, frame, beside: made.filter(({ type }) => type === 'wcs') });
    }
    const all = [...seen.values()];
    const there = await this.lookup.present(all.flatMap(({ frame, beside }) => [frame, ...beside].map(({ id }) => id)));
    return all
      .filter(({ frame }) => there.has(frame.id))
      .map(({ frame, beside, process }) => ({
        frame,
        beside: beside.filter((product) => process === justEnded || there.has(product.id)),
      }));
  }
}
