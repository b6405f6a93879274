import type { PipelineInfo } from '@nightjar/contracts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { addressed, LOST } from '../../products/address.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { Inputs } from '../pipelines/inputs.js';
import { usePipelines } from '../pipelines/pipelines.data.js';
import { PresetInput } from '../pipelines/preset-input.js';
import { fits } from '../pipelines/rules.js';
import { TargetInput } from '../pipelines/target-input.js';
import { useStartChain } from './chain.data.js';
import { chainHindrance, changed, movedUp, stepsOrdered, withoutStep, withStep, type StepDraft } from './draft.js';
import { isUsual } from './sources.js';
import { StepForm } from './step-form.js';

const AddStep = ({ pipelines, onAdd }: { pipelines: readonly PipelineInfo[]; onAdd: (name: string) => void }) => {
  const [name, setName] = useState('');
  const chosen = name || (pipelines[0]?.name ?? '');
  return (
    <p className="field-tools">
      <label htmlFor="step-pipeline">Pipeline</label>{' '}
      <select id="step-pipeline" value={chosen} onChange={(event) => setName(event.target.value)}>
        {pipelines.map((one) => (
          <option key={one.name} value={one.name}>
            {one.title}
          </option>
        ))}
      </select>
      <button type="button" disabled={!chosen} onClick={() => onAdd(chosen)}>
        add step
      </button>
    </p>
  );
};

const ChainForm = ({ pipelines }: { pipelines: readonly PipelineInfo[] }) => {
  const { target: asked = '', inputs: ticked = '' } = useSearch({ from: '/chains/new' });
  const navigate = useNavigate();
  const start = useStartChain();
  const [draft, setDraft] = useState<readonly StepDraft[]>([]);
  const [target, setTarget] = useState(asked);
  const [wanted] = useState(() => addressed(ticked));
  const [inputs, setInputs] = useState<ReadonlySet<string>>(new Set(wanted));
  const [preset, setPreset] = useState('');
  const given = draft.filter(({ sources }) => isUsual(sources));
  const used = given.flatMap((step) => pipelines.filter(({ name }) => name === step.pipeline));
  const hinders = chainHindrance(draft, pipelines, target, inputs.size);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const order = { steps: stepsOrdered(draft, pipelines), target: target || null, inputs: [...inputs] };
    start.mutate(preset ? { ...order, preset } : order, {
      onSuccess: (chain) => chain && void navigate({ to: '/chains/$id', params: { id: chain.id } }),
    });
  };
  return (
    <form className="chain-form" onSubmit={submit}>
      <Panel title="Steps" aside={<span className="muted">the first that fails stops the chain</span>}>
        <ol className="draft">
          {draft.map((step, at) => (
            <StepForm
              key={step.key}
              draft={draft}
              at={at}
              pipeline={pipelines.find(({ name }) => name === step.pipeline)}
              onChange={(values) => setDraft(changed(draft, step.key, values))}
              onUp={() => setDraft(movedUp(draft, step.key))}
              onRemove={() => setDraft(withoutStep(draft, step.key))}
            />
          ))}
        </ol>
        <AddStep pipelines={pipelines} onAdd={(name) => setDraft(withStep(draft, name))} />
      </Panel>
      <Panel title="What it works on">
        <div className="run-form">
          <TargetInput target={target} onTarget={setTarget} />
          {wanted === null ? (
            <p className="problem" role="alert">
              {LOST}
            </p>
          ) : null}
          <Inputs
            fit={(product) => used.every((pipeline) => fits(pipeline, product))}
            target={target}
            chosen={inputs}
            onChoose={setInputs}
          />
          <PresetInput preset={preset} onPreset={setPreset} />
          <p className="field-tools">
            <button type="submit" disabled={hinders !== null || start.isPending}>
              start
            </button>
            <span role="status" className={start.isError ? 'problem' : 'muted'}>
              {start.error?.message ??
                hinders ??
                (given.length === draft.length ? 'Every step is given all of the inputs.' : '')}
            </span>
          </p>
        </div>
      </Panel>
    </form>
  );
};

/** Puts a chain together: steps, what each waits for, what all of them work on. */
export const NewChainPage = () => {
  usePageTitle('New chain');
  const query = usePipelines();
  return (
    <div className="page new-chain">
      <h1>New chain</h1>
      <Loaded query={query}>
        {({ results }) => <ChainForm pipelines={results.filter(({ error }) => error === null)} />}
      </Loaded>
    </div>
  );
};
