import type { PipelineInfo, Process } from '@nightjar/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { LOST } from '../../products/address.js';
import { Panel } from '../../shown/panel.js';
import { fieldsOf, readField, written } from './fields.js';
import { FlagInputs } from './flag-inputs.js';
import { Inputs } from './inputs.js';
import { useRun } from './pipelines.data.js';
import { ParamInputs } from './param-inputs.js';
import { PresetInput } from './preset-input.js';
import { fits, hindrance } from './rules.js';
import { TargetInput } from './target-input.js';

interface RunFormProps {
  readonly pipeline: PipelineInfo;
  readonly target: string;
  /** Products ticked elsewhere; null where they are not to be had. */
  readonly ticked: readonly string[] | null;
  /** A run whose inputs, flags and parameters the form begins with. */
  readonly again: Process | null;
}

/** Orders a run of a pipeline: target, inputs, flags and parameters, each with its default. */
export const RunForm = ({ pipeline, target: given, ticked, again }: RunFormProps) => {
  const navigate = useNavigate();
  const run = useRun();
  const fields = fieldsOf(pipeline.params);
  const [target, setTarget] = useState(again?.target ?? given);
  const [inputs, setInputs] = useState<ReadonlySet<string>>(new Set(again?.inputs ?? ticked));
  const [preset, setPreset] = useState('');
  const [flags, setFlags] = useState<Readonly<Record<string, boolean>>>(
    Object.fromEntries(pipeline.flags.map(({ name, default: usual }) => [name, again?.flags[name] ?? usual])),
  );
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(fields.map(({ name, default: usual }) => [name, written(again?.params[name] ?? usual)])),
  );
  const reads = fields.map((field) => [field, readField(field, texts[field.name] ?? '')] as const);
  const hinders =
    hindrance(pipeline, target, inputs.size) ??
    reads.flatMap(([{ name }, read]) => (read.ok ? [] : [`${name}: ${read.because}.`]))[0] ??
    null;
  // what is as usual is left out, so that a preset is heard
  const params = Object.fromEntries(
    reads.flatMap(([{ name, default: usual }, read]) =>
      read.ok && written(read.value) !== written(usual) ? [[name, read.value]] : [],
    ),
  );
  const usualFlags = Object.fromEntries(pipeline.flags.map(({ name, default: usual }) => [name, usual]));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const changed = Object.fromEntries(Object.entries(flags).filter(([name, on]) => usualFlags[name] !== on));
    const order = { pipeline: pipeline.name, target: target || null, inputs: [...inputs], flags: changed, params };
    run.mutate(preset ? { ...order, preset } : order, {
      onSuccess: (process) => process && void navigate({ to: '/processes/$id', params: { id: process.id } }),
    });
  };
  return (
    <Panel title={`Run ${pipeline.title}`} className="run-panel">
      <form className="run-form" onSubmit={submit}>
        <p className="muted">{pipeline.says}</p>
        {again ? <p className="muted">As {again.identifier} was run; change what you like.</p> : null}
        <TargetInput target={target} onTarget={setTarget} />
        {ticked === null ? (
          <p className="problem" role="alert">
            {LOST}
          </p>
        ) : null}
        <Inputs fit={(product) => fits(pipeline, product)} target={target} chosen={inputs} onChoose={setInputs} />
        <FlagInputs flags={pipeline.flags} on={flags} onChange={setFlags} />
        <ParamInputs fields={fields} texts={texts} onTexts={setTexts} />
        <PresetInput preset={preset} onPreset={setPreset} />
        <p className="field-tools">
          <button type="submit" disabled={hinders !== null || run.isPending}>
            run
          </button>
          <span role="status" className={run.isError ? 'problem' : 'muted'}>
            {run.isError ? run.error.message : (hinders ?? '')}
          </span>
        </p>
      </form>
    </Panel>
  );
};
