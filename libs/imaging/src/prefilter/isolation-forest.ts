import { random, type Random } from '../synthetic/random.js';

export interface ForestOptions {
  /** Default 100. */
  readonly trees?: number;
  /** Points that each tree is grown from. Default 256. */
  readonly samples?: number;
  /** The same seed gives the same forest. Default 0. */
  readonly seed?: number;
}

type Node =
  | { readonly size: number }
  | { readonly feature: number; readonly split: number; readonly below: Node; readonly above: Node };

/**
 * Isolation forest (Liu, Ting & Zhou 2008, ICDM): trees that cut a sample at random places along random features until
 * each point is alone. An odd point is alone after few cuts.
 */
export class IsolationForest {
  private readonly roots: readonly Node[];
  private readonly expected: number;

  /** @param rows points of equal length, all numbers finite */
  constructor(rows: readonly (readonly number[])[], { trees = 100, samples = 256, seed = 0 }: ForestOptions = {}) {
    const dice = random(seed);
    const size = Math.min(samples, rows.length);
    const depth = Math.ceil(Math.log2(Math.max(2, size)));
    this.expected = meanDepth(size);
    this.roots = Array.from({ length: trees }, () => grow(draw(rows, size, dice), depth, dice));
  }

  /** 2^(-mean depth / expected depth): 0.5 for an ordinary point, towards 1 for an odd one. */
  score(row: readonly number[]): number {
    if (this.expected === 0) return 0.5;
    const depth = this.roots.reduce((sum, root) => sum + depthOf(root, row), 0) / this.roots.length;
    return 2 ** (-depth / this.expected);
  }
}

/** A sample without replacement: the front of a shuffle. */
function draw<T>(rows: readonly T[], size: number, dice: Random): T[] {
  const pool = [...rows];
  for (let i = 0; i < size; i++) {
    const j = i + Math.floor(dice.uniform() * (pool.length - i));
    const [here, there] = [pool[i], pool[j]];
    if (here === undefined || there === undefined) continue;
    [pool[i], pool[j]] = [there, here];
  }
  return pool.slice(0, size);
}

function grow(rows: readonly (readonly number[])[], depth: number, dice: Random): Node {
  if (depth === 0 || rows.length <= 1) return { size: rows.length };
  const spans = (rows[0] ?? []).map((_, feature) => {
    const values = rows.map((row) => row[feature] ?? NaN);
    return { feature, low: Math.min(...values), high: Math.max(...values) };
  });
  const wide = spans.filter(({ low, high }) => high > low);
  const chosen = wide[Math.floor(dice.uniform() * wide.length)];
  if (!chosen) return { size: rows.length };
  const split = chosen.low + dice.uniform() * (chosen.high - chosen.low);
  const isBelow = (row: readonly number[]): boolean => (row[chosen.feature] ?? NaN) < split;
  return {
    feature: chosen.feature,
    split,
    below: grow(rows.filter(isBelow), depth - 1, dice),
    above: grow(
      rows.filter((row) => !isBelow(row)),
      depth - 1,
      dice,
    ),
  };
}

function depthOf(root: Node, row: readonly number[]): number {
  let [node, depth] = [root, 0];
  while ('feature' in node) {
    node = (row[node.feature] ?? NaN) < node.split ? node.below : node.above;
    depth++;
  }
  return depth + meanDepth(node.size);
}

/** Mean depth of an unsuccessful search in a random binary tree of n points. */
function meanDepth(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n;
}
