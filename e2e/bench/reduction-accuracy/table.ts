/** A table as Markdown has it, numbers to the right. @param rows of equal keys, which are the heads of the columns */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const heads = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => heads.map((head) => String(row[head])));
  const wide = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const isNumber = heads.map((head) => rows.every((row) => typeof row[head] === 'number'));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => (isNumber[i] ? cell.padStart(wide[i] ?? 0) : cell.padEnd(wide[i] ?? 0))).join(' | ')} |`;
  const rule = wide.map((width, i) => (isNumber[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(heads), `| ${rule.join(' | ')} |`, ...cells.map(line)].join('\n');
}
