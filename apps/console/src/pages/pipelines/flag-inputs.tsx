import type { PipelineInfo } from '@nightjar/contracts';
import { useId } from 'react';
import { StdwebKey } from './stdweb-key.js';

interface FlagInputsProps {
  readonly flags: PipelineInfo['flags'];
  readonly on: Readonly<Record<string, boolean>>;
  readonly onChange: (on: Readonly<Record<string, boolean>>) => void;
}

/** The flags of a pipeline, each with what it does, its default and STDWeb's key; what differs from the default is marked. */
export const FlagInputs = ({ flags, on, onChange }: FlagInputsProps) => {
  const id = useId();
  return flags.length ? (
    <fieldset>
      <legend>Flags</legend>
      {flags.map(({ name, title, says, stdweb, default: usual }) => (
        <div key={name} className="flag">
          <label className={`check ${(on[name] ?? usual) === usual ? '' : 'is-changed'}`}>
            <input
              type="checkbox"
              checked={on[name] ?? usual}
              aria-describedby={`${id}${name}`}
              onChange={(event) => onChange({ ...on, [name]: event.target.checked })}
            />{' '}
            {title}
          </label>
          <p id={`${id}${name}`} className="muted">
            {says ? `${says} ` : ''}Default: {usual ? 'yes' : 'no'}. <StdwebKey name={stdweb ?? null} />
          </p>
        </div>
      ))}
    </fieldset>
  ) : null;
};
