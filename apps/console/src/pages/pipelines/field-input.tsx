import { readField, written, type Field } from './fields.js';

interface FieldInputProps {
  readonly field: Field;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** One parameter: its field, what it means, and what is wrong with what stands in it. */
export const FieldInput = ({ field, text, onText }: FieldInputProps) => {
  const read = readField(field, text);
  const { name, kind, choices, unit, says } = field;
  const changed = text.trim() !== '' && text !== written(field.default);
  return (
    <label className={`field ${changed ? 'is-changed' : ''}`}>
      <span className="field-name">
        {name}
        {unit ? <span className="muted"> {unit}</span> : null}
      </span>
      {kind === 'choice' || kind === 'boolean' ? (
        <select value={text} onChange={(event) => onText(event.target.value)}>
          {(kind === 'choice' ? choices : ['true', 'false']).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      ) : (
        <input
          type="text"
          inputMode={kind === 'number' || kind === 'integer' ? 'decimal' : 'text'}
          placeholder={written(field.default)}
          aria-invalid={!read.ok}
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      )}
      <span className={read.ok ? 'muted' : 'problem'}>{read.ok ? says : read.because}</span>
    </label>
  );
};
