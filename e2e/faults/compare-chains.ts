import type { ChainHoldings, ProcessRow } from './chain-holdings.js';
import type { Findings } from './compare.js';

/** What was asked of the pipelines, and what came of it as far as who asked knows. */
export type ChainEntry =
  | { readonly step: 'sent'; readonly input: string; readonly steps: number }
  | { readonly step: 'acked'; readonly input: string; readonly chain: string }
  | { readonly step: 'cancelled'; readonly chain: string; readonly says: string };

const OVER: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST']);
/** How many products a pipeline makes when it succeeds; one that is not named may make any number. */
export type Yield = Readonly<Record<string, number>>;

/** Holds the chains that were asked for, and every process there is, against what is there. Reads nothing, asks nobody. */
export function compareChains(ledger: readonly ChainEntry[], record: ChainHoldings, yields: Yield): Findings {
  const lost: string[] = [];
  const doubled: string[] = [];
  const untidy: string[] = [];
  const chains = by(record.chains, ({ input }) => input);
  const acked = new Map(
    ledger.flatMap((entry) => (entry.step === 'acked' ? [[entry.input, entry.chain] as const] : [])),
  );
  const known = new Map(record.processes.map((process) => [process.id, process]));
  for (const entry of ledger) {
    if (entry.step !== 'sent') continue;
    const found = chains.get(entry.input) ?? [];
    if (found.length > 1) doubled.push(`the chain of ${entry.input} is there ${found.length} times`);
    if (!acked.has(entry.input)) untidy.push(`the chain of ${entry.input} was never answered`);
    else if (found[0]?.id !== acked.get(entry.input)) lost.push(`the chain ${acked.get(entry.input)} is not there`);
    for (const { id, state, because, processes } of found) {
      if (!OVER.has(state)) lost.push(`the chain ${id} is ${state}`);
      if (OVER.has(state) && state !== 'SUCCEEDED' && !because) lost.push(`the chain ${id} is ${state} for no reason`);
      const there = processes.filter((process) => known.has(process)).length;
      if (there < entry.steps) lost.push(`the chain ${id} has ${there} of ${entry.steps} processes`);
      if (new Set(processes).size > entry.steps) doubled.push(`the chain ${id} has ${processes.length} processes`);
      if (state === 'SUCCEEDED' && processes.some((process) => known.get(process)?.state !== 'SUCCEEDED'))
        lost.push(`the chain ${id} is said to have succeeded, and not every step has`);
    }
  }
  const made = by(record.products, ({ process }) => process);
  const told = by(record.told, (process) => process);
  for (const process of record.processes) {
    lost.push(...missingOf(process, record, made.get(process.id) ?? [], told.get(process.id)?.length ?? 0));
    doubled.push(...surplusOf(process, yields, made.get(process.id) ?? [], told.get(process.id)?.length ?? 0));
    if (process.job !== null && process.job !== process.state)
      untidy.push(`the process ${process.id} is ${process.state}, its job ${process.job}`);
  }
  for (const folder of record.folders) untidy.push(`the folder ${folder} was left behind`);
  for (const says of record.orphans) untidy.push(`a program was left behind: ${says}`);
  return { lost, doubled, untidy };
}

type Made = ChainHoldings['products'];

function missingOf(process: ProcessRow, record: ChainHoldings, made: Made, told: number): string[] {
  const { id, state, because, finished, outputs, group } = process;
  if (!OVER.has(state)) return [`the process ${id} is ${state}`];
  const missing: string[] = [];
  if (!finished) missing.push(`the end of the process ${id} was not noted`);
  if ((state === 'FAILED' || state === 'LOST') && !because) missing.push(`the process ${id} is ${state} for no reason`);
  if (state !== 'SUCCEEDED') return missing;
  if (told === 0) missing.push(`the success of ${id} was never told of`);
  for (const output of outputs)
    if (!made.some((product) => product.id === output))
      missing.push(`the product ${output} of ${id} is not registered`);
  for (const { name, sha256 } of made)
    if (!record.files.has(sha256)) missing.push(`the file of ${name} is not in the store`);
  if (group !== null && !record.groups.includes(group)) missing.push(`the group ${group} of ${id} is not there`);
  return missing;
}

function surplusOf({ id, pipeline, state, outputs }: ProcessRow, yields: Yield, made: Made, told: number): string[] {
  const surplus: string[] = [];
  if (told > 1) surplus.push(`the success of ${id} was told of ${told} times`);
  if (state !== 'SUCCEEDED' && (made.length > 0 || told > 0))
    surplus.push(`the process ${id} is ${state} and has made ${made.length} products`);
  const right = yields[pipeline] ?? outputs.length;
  if (state === 'SUCCEEDED' && (outputs.length > right || made.length > right))
    surplus.push(`${id} has ${outputs.length} outputs and ${made.length} products: ${right} of a ${pipeline}`);
  if (new Set(made.map(({ name }) => name)).size < made.length) surplus.push(`${id} made a product of one name twice`);
  return surplus;
}

function by<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}
