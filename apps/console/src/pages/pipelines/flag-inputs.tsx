import type { PipelineInfo } from '@nightjar/contracts';

interface FlagInputsProps {
  readonly flags: PipelineInfo['flags'];
  readonly on: Readonly<Record<string, boolean>>;
  readonly onChange: (on: Readonly<Record<string, boolean>>) => void;
}

/** The flags of a pipeline; what differs from the default is marked. */
export const FlagInputs = ({ flags, on, onChange }: FlagInputsProps) =>
  flags.length ? (
    <fieldset>
      <legend>Flags</legend>
      {flags.map(({ name, title, default: usual }) => (
        <label key={name} className={`check ${(on[name] ?? usual) === usual ? '' : 'is-changed'}`}>
          <input
            type="checkbox"
            checked={on[name] ?? usual}
            onChange={(event) => onChange({ ...on, [name]: event.target.checked })}
          />{' '}
          {title}
        </label>
      ))}
    </fieldset>
  ) : null;
