import { readField, usualSays, written, type Field } from './fields.js';
import { RowsInput } from './rows-input.js';
import { StdwebKey } from './stdweb-key.js';

interface FieldInputProps {
  readonly field: Field;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** Where one value is typed or chosen. */
const ValueInput = ({
  field: { kind, choices, default: usual },
  text,
  onText,
  isWrong,
}: FieldInputProps & { isWrong: boolean }) =>
  kind === 'choice' || kind === 'boolean' ? (
    <select value={text} onChange={(event) => onText(event.target.value)}>
      {(kind === 'choice' ? choices : ['true', 'false']).map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  ) : (
    <input
      type="text"
      inputMode={kind === 'number' || kind === 'integer' ? 'decimal' : 'text'}
      placeholder={written(usual)}
      aria-invalid={isWrong}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );

/** One parameter: its field, unit and key of STDWeb, what it means, its default, and what is wrong with what stands in it. */
export const FieldInput = ({ field, text, onText }: FieldInputProps) => {
  const read = readField(field, text);
  const { name, kind, unit, stdweb, says } = field;
  const changed = text.trim() !== '' && text !== written(field.default);
  // a label names one input, not a list of them
  const As = kind === 'rows' ? 'div' : 'label';
  return (
    <As className={`field ${changed ? 'is-changed' : ''}`}>
      <span className="field-name">
        {name}
        {unit ? <span className="muted"> {unit}</span> : null}
        <StdwebKey name={stdweb} />
      </span>
      {kind === 'rows' ? (
        <RowsInput field={field} text={text} onText={onText} />
      ) : (
        <ValueInput field={field} text={text} onText={onText} isWrong={!read.ok} />
      )}
      <span className={read.ok ? 'muted' : 'problem'}>
        {read.ok ? [says, usualSays(field)].filter(Boolean).join(' ') : read.because}
      </span>
    </As>
  );
};
