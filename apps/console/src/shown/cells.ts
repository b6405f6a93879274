/** One number of a row. */
export interface Column {
  readonly name: string;
  readonly says: string;
  readonly unit: string;
}

/** What stands in the cells of a row, as it was typed. */
export type Cells = Readonly<Record<string, string>>;

/** The number that a cell holds; null for none. */
export const numberIn = (cell: string): number | null => {
  const value = Number(cell);
  return cell.trim() !== '' && Number.isFinite(value) ? value : null;
};
