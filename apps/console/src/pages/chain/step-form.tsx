import type { PipelineInfo } from '@nightjar/contracts';
import { fieldsOf } from '../pipelines/fields.js';
import { FlagInputs } from '../pipelines/flag-inputs.js';
import { ParamInputs } from '../pipelines/param-inputs.js';
import { courseSays, type StepDraft } from './draft.js';
import { stepsIn } from './sources.js';
import { StepSources } from './step-sources.js';

interface StepFormProps {
  readonly draft: readonly StepDraft[];
  readonly at: number;
  readonly pipeline: PipelineInfo | undefined;
  readonly onChange: (values: Partial<StepDraft>) => void;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}

interface AfterProps {
  readonly draft: readonly StepDraft[];
  readonly at: number;
  readonly onAfter: (after: readonly number[]) => void;
}

/** Which of the steps before it a step waits for; it waits for those whose products it works on, whatever is ticked. */
const After = ({ draft, at, onAfter }: AfterProps) => {
  const after = draft[at]?.after ?? [];
  const needed = stepsIn(draft[at]?.sources ?? []);
  if (at === 0) return null;
  return (
    <fieldset>
      <legend>Waits for</legend>
      {draft.slice(0, at).map(({ key, pipeline }, i) => (
        <label key={key} className="check">
          <input
            type="checkbox"
            checked={after.includes(key) || needed.includes(key)}
            disabled={needed.includes(key)}
            onChange={(event) => onAfter(event.target.checked ? [...after, key] : after.filter((one) => one !== key))}
          />{' '}
          {i + 1} {pipeline}
        </label>
      ))}
    </fieldset>
  );
};

/** One step of a chain that is being put together. */
export const StepForm = ({ draft, at, pipeline, onChange, onUp, onRemove }: StepFormProps) => {
  const step = draft[at];
  if (!step) return null;
  const fields = fieldsOf(pipeline?.params ?? {});
  const name = `step ${at + 1}, ${step.pipeline}`;
  return (
    <li className="draft-step">
      <fieldset>
        <legend>
          <b>
            {at + 1} {pipeline?.title ?? step.pipeline}
          </b>{' '}
          {courseSays(draft, at)}
        </legend>
        <p className="field-tools">
          <button type="button" disabled={at === 0} aria-label={`${name}: one place up`} onClick={onUp}>
            up
          </button>
          <button type="button" aria-label={`remove ${name}`} onClick={onRemove}>
            remove
          </button>
          <span className="muted">{pipeline?.says ?? 'It is not there any more.'}</span>
        </p>
        <StepSources draft={draft} at={at} pipeline={pipeline} onSources={(sources) => onChange({ sources })} />
        <After draft={draft} at={at} onAfter={(after) => onChange({ after })} />
        <FlagInputs flags={pipeline?.flags ?? []} on={step.flags} onChange={(flags) => onChange({ flags })} />
        <ParamInputs fields={fields} texts={step.texts} onTexts={(texts) => onChange({ texts })} />
      </fieldset>
    </li>
  );
};
