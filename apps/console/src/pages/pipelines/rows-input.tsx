import { NumberRows } from '../../shown/number-rows.js';
import type { Field } from './fields.js';
import { cellsOf, textOfCells } from './rows.js';

interface RowsInputProps {
  readonly field: Field;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** What one row is called: `rectangles` hold a rectangle each. */
const nounOf = (name: string): string => name.replace(/s$/, '');

/** A parameter that is a list of rows of numbers: row by row, or as its JSON text. */
export const RowsInput = ({ field: { name, columns }, text, onText }: RowsInputProps) => {
  const rows = cellsOf(text, columns);
  const noun = nounOf(name);
  const empty = Object.fromEntries(columns.map((column) => [column.name, '']));
  return (
    <div className="rows-input" role="group" aria-label={name}>
      {rows ? (
        <NumberRows
          noun={noun}
          columns={columns}
          rows={rows}
          onCell={(at, column, cell) =>
            onText(textOfCells(rows.map((row, i) => (i === at ? { ...row, [column]: cell } : row))))
          }
          onRemove={(at) => onText(textOfCells(rows.filter((_, i) => i !== at)))}
          onAdd={() => onText(textOfCells([...rows, empty]))}
        />
      ) : null}
      <details open={!rows}>
        <summary>as text</summary>
        <input
          type="text"
          aria-label={`${name} as text`}
          value={text}
          spellCheck={false}
          onChange={(event) => onText(event.target.value)}
        />
      </details>
    </div>
  );
};
