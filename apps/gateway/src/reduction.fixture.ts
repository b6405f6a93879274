import type { Bus } from '@nightjar/bus';
import {
  AddProduct,
  CancelChain,
  CancelProcess,
  DeletePreset,
  DeleteRule,
  GetProcessLog,
  ListChains,
  ListPipelines,
  ListPresets,
  ListProcesses,
  ListProductGroups,
  ListProducts,
  ListRules,
  ListTargets,
  newId,
  ProcessChanged,
  Refusal,
  ResumeChain,
  RunChain,
  RunProcess,
  SavePreset,
  SaveProductGroup,
  SaveRule,
  type Chain,
  type DataProduct,
  type Preset,
  type Process,
  type Rule,
} from '@nightjar/contracts';
import type { Night } from '@nightjar/testkit';

const sampleProcess = RunProcess.gives.parse(RunProcess.example.gives);
const sampleChain = RunChain.gives.parse(RunChain.example.gives);
export const sampleProduct = AddProduct.gives.parse(AddProduct.example.gives);
const [sampleTarget] = ListTargets.gives.parse(ListTargets.example.gives).results;

const one = { next: null, count: { value: 1, exact: true } };
const found = <T extends { id: string }>(all: ReadonlyMap<string, T>, id: string | undefined) => ({
  ...one,
  results: [...all.values()].filter((row) => id === undefined || row.id === id),
});
const held = <T>(all: ReadonlyMap<string, T>, id: string): T => {
  const row = all.get(id);
  if (row === undefined) throw new Refusal('not_found', `there is no ${id}`);
  return row;
};

/** A small observatory that reduces, in memory: it answers by the contracts on the real bus. */
export class Reduction {
  readonly target = sampleTarget!;
  readonly processes = new Map<string, Process>();
  readonly chains = new Map<string, Chain>();
  readonly presets = new Map<string, Preset>();
  readonly rules = new Map<string, Rule>();
  readonly products: DataProduct[] = [];
  readonly lines = new Map<string, string[]>();
  readonly by: string[] = [];
  /** Products that the catalogue was asked for by their identifiers. */
  readonly lookedFor: string[] = [];

  constructor(private readonly night: Night) {
    const { bus } = night;
    this.serveProcesses(bus);
    this.serveChains(bus);
    this.servePresets(bus);
    this.serveCatalogue(bus);
  }

  /** The process goes on: it is told of on the bus, as the contracts say. */
  async change(id: string, to: Partial<Process>): Promise<void> {
    const process = { ...held(this.processes, id), ...to };
    this.processes.set(id, process);
    await this.night.publish(ProcessChanged, process);
  }

  private serveProcesses(bus: Bus): void {
    bus.serve(ListPipelines, async () => ListPipelines.gives.parse(ListPipelines.example.gives));
    bus.serve(RunProcess, async ({ pipeline, target = null, inputs }, { actor }) => {
      if (pipeline !== 'photometry') throw new Refusal('not_found', `there is no pipeline ${pipeline}`);
      const id = newId('prc');
      const state = 'WAITING' as const;
      const process: Process = { ...sampleProcess, id, identifier: id.slice(-6), target, inputs, state, outputs: [] };
      this.processes.set(id, { ...process, status: 'waits', finished: null, failureMessage: null });
      this.by.push(actor);
      return held(this.processes, id);
    });
    bus.serve(ListProcesses, async ({ id, target }) => {
      const all = found(this.processes, id);
      return { ...all, results: all.results.filter((row) => target === undefined || row.target === target).reverse() };
    });
    bus.serve(GetProcessLog, async ({ id, offset }) => {
      held(this.processes, id);
      const at = sampleProcess.created;
      // a page holds two lines, so that there are always more pages than one
      const lines = (this.lines.get(id) ?? []).map((text, i) => ({ offset: i, at, level: 'info' as const, text }));
      const part = lines.slice(offset, offset + 2);
      return { lines: part, nextOffset: offset + part.length };
    });
    bus.serve(CancelProcess, async ({ id, because }) => {
      await this.change(id, { state: 'CANCELLED', status: because });
      return held(this.processes, id);
    });
  }

  private serveChains(bus: Bus): void {
    bus.serve(RunChain, async ({ steps }) => {
      const [step] = sampleChain.steps;
      const made = steps.map(({ pipeline }) => ({ ...step!, pipeline, process: newId('prc') }));
      const chain: Chain = { ...sampleChain, id: newId('chn'), steps: made };
      this.chains.set(chain.id, chain);
      return chain;
    });
    bus.serve(ListChains, async ({ id }) => found(this.chains, id));
    bus.serve(CancelChain, async ({ id, because }) => {
      const chain = { ...held(this.chains, id), state: 'CANCELLED' as const, because };
      this.chains.set(id, chain);
      return chain;
    });
    bus.serve(ResumeChain, async ({ id, from }) => {
      const chain = held(this.chains, id);
      return { ...chain, id: newId('chn'), state: 'RUNNING' as const, cause: `resumes ${id} from step ${from}` };
    });
  }

  private servePresets(bus: Bus): void {
    const saved = { changedAt: sampleProcess.created, changedBy: 'ada' };
    const next = (stored: { readonly revision: number } | undefined, from: number | undefined): number => {
      if (stored && from !== undefined && from !== stored.revision)
        throw new Refusal('conflict', `it is at revision ${stored.revision}`, { revision: stored.revision, ...saved });
      return (stored?.revision ?? 0) + 1;
    };
    bus.serve(ListPresets, async ({ id }) => found(this.presets, id));
    bus.serve(SavePreset, async ({ id = newId('pre'), ...preset }) => {
      const revision = next(this.presets.get(id), preset.revision);
      this.presets.set(id, { ...preset, id, revision, ...saved });
      return held(this.presets, id);
    });
    bus.serve(DeletePreset, async ({ id }) => {
      const preset = held(this.presets, id);
      this.presets.delete(id);
      return preset;
    });
    bus.serve(ListRules, async ({ id }) => found(this.rules, id));
    bus.serve(SaveRule, async ({ id = newId('rul'), ...rule }) => {
      const revision = next(this.rules.get(id), rule.revision);
      this.rules.set(id, { ...rule, id, revision, ...saved });
      return held(this.rules, id);
    });
    bus.serve(DeleteRule, async ({ id }) => {
      const rule = held(this.rules, id);
      this.rules.delete(id);
      return rule;
    });
  }

  private serveCatalogue(bus: Bus): void {
    bus.serve(ListTargets, async ({ id }) => ({
      ...one,
      results: id === this.target.id ? [{ ...this.target, separationArcsec: null }] : [],
    }));
    bus.serve(AddProduct, async (ask) => {
      if (ask.target !== null && ask.target !== this.target.id)
        throw new Refusal('not_found', `there is no target ${ask.target}`);
      const product: DataProduct = { ...sampleProduct, ...ask, id: newId('prd') };
      this.products.push(product);
      return product;
    });
    bus.serve(ListProducts, async ({ id, sha256 }) => {
      if (id !== undefined) this.lookedFor.push(id);
      const results = this.products.filter(
        (product) => product.id === (id ?? product.id) && product.sha256 === (sha256 ?? product.sha256),
      );
      return { results, next: null, count: { value: results.length, exact: true } };
    });
    const { results } = ListProductGroups.gives.parse(ListProductGroups.example.gives);
    bus.serve(ListProductGroups, async ({ id }) => ({
      ...one,
      results: results.filter((group) => id === undefined || group.id === id),
    }));
    bus.serve(SaveProductGroup, async ({ name = '', add }) => ({ ...results[0]!, name, products: add }));
  }
}
