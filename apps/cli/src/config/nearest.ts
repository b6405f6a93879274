/** Levenshtein distance of two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known name that was probably meant, if one is near: three letters off at most, of a short name a third of them. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known.map((other) => ({ other, off: distance(name, other) })).sort((a, b) => a.off - b.off);
  const most = Math.min(3, Math.max(1, Math.floor(name.length / 3)));
  return best && best.off <= most ? best.other : undefined;
}
