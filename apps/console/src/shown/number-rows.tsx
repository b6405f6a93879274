import type { ReactNode } from 'react';
import { numberIn, type Cells, type Column } from './cells.js';

interface NumberRowsProps {
  /** What a row is, for its buttons: `rectangle`. */
  readonly noun: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Cells[];
  readonly onCell: (row: number, name: string, text: string) => void;
  readonly onRemove: (row: number) => void;
  readonly onAdd: () => void;
  /** Whether a cell is as it has to be; a number by default. */
  readonly isRight?: (cell: string, name: string) => boolean;
  /** More that can be done with a row. */
  readonly does?: (row: number) => ReactNode;
}

/** A list of rows of numbers: each is typed in, taken out, and one more is begun. */
export const NumberRows = ({ noun, columns, rows, isRight, does, ...on }: NumberRowsProps) => (
  <div className="number-rows">
    {rows.length ? (
      <table>
        <thead>
          <tr>
            {columns.map(({ name, says, unit }) => (
              <th key={name} scope="col" title={says}>
                {name} {unit ? <span className="muted">{unit}</span> : null}
              </th>
            ))}
            <th scope="col">
              <span className="sr">what can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map(({ name, says }) => {
                const cell = row[name] ?? '';
                return (
                  <td key={name}>
                    <input
                      type="text"
                      inputMode="decimal"
                      aria-label={`${name} of ${noun} ${i + 1}`}
                      aria-invalid={!(isRight?.(cell, name) ?? numberIn(cell) !== null)}
                      title={says}
                      value={cell}
                      onChange={(event) => on.onCell(i, name, event.target.value)}
                    />
                  </td>
                );
              })}
              <td className="number-rows-does">
                {does?.(i)}
                <button type="button" aria-label={`remove ${noun} ${i + 1}`} onClick={() => on.onRemove(i)}>
                  ×
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    ) : null}
    <button type="button" onClick={on.onAdd}>
      add a {noun}
    </button>
  </div>
);
