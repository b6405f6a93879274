import type { DataProduct, PipelineInfo, Process } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { products, targets } from '../../live/queries.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { fieldsOf, readField, written, type Field } from './fields.js';
import { usePresets, useRun } from './pipelines.data.js';
import { fits, hindrance } from './rules.js';

interface FieldInputProps {
  readonly field: Field;
  readonly text: string;
  readonly onText: (text: string) => void;
}

const FieldInput = ({ field, text, onText }: FieldInputProps) => {
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

interface InputsProps {
  readonly pipeline: PipelineInfo;
  readonly target: string;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (ids: ReadonlySet<string>) => void;
}

const Inputs = ({ pipeline, target, chosen, onChoose }: InputsProps) => {
  const query = useQuery(products(target ? { target } : {}));
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <fieldset>
      <legend>Inputs</legend>
      <Loaded query={query}>
        {({ results }) => {
          const fitting = results.filter((product: DataProduct) => fits(pipeline, product) || chosen.has(product.id));
          const elsewhere = [...chosen].filter((id) => !fitting.some((product) => product.id === id));
          return (
            <>
              <p className="field-tools">
                <button type="button" onClick={() => onChoose(new Set(fitting.map(({ id }) => id)))}>
                  all
                </button>
                <button type="button" onClick={() => onChoose(new Set())}>
                  none
                </button>
                <span className="muted">
                  {chosen.size} chosen of {fitting.length} that fit
                </span>
              </p>
              <ul className="choices" tabIndex={0} aria-label="Products that fit">
                {fitting.map(({ id, name, type }) => (
                  <li key={id}>
                    <label>
                      <input
                        type="checkbox"
                        checked={chosen.has(id)}
                        onChange={(event) => toggle(id, event.target.checked)}
                      />{' '}
                      {name} <span className="muted">{type}</span>
                    </label>
                  </li>
                ))}
                {elsewhere.map((id) => (
                  <li key={id}>
                    <label>
                      <input type="checkbox" checked onChange={() => toggle(id, false)} /> <code>{id}</code>
                    </label>
                  </li>
                ))}
              </ul>
              {fitting.length ? null : <p className="quiet">No product fits{target ? ' of this target' : ''}.</p>}
            </>
          );
        }}
      </Loaded>
    </fieldset>
  );
};

interface RunFormProps {
  readonly pipeline: PipelineInfo;
  readonly target: string;
  /** A run whose inputs, flags and parameters the form begins with. */
  readonly again: Process | null;
}

/** Orders a run of a pipeline: target, inputs, flags and parameters, each with its default. */
export const RunForm = ({ pipeline, target: given, again }: RunFormProps) => {
  const navigate = useNavigate();
  const run = useRun();
  const presets = usePresets();
  const list = useQuery(targets());
  const fields = fieldsOf(pipeline.params);
  const [target, setTarget] = useState(again?.target ?? given);
  const [inputs, setInputs] = useState<ReadonlySet<string>>(new Set(again?.inputs));
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
        <label className="field">
          <span className="field-name">Target</span>
          <select value={target} onChange={(event) => setTarget(event.target.value)}>
            <option value="">none</option>
            {target && !list.data?.results.some(({ id }) => id === target) ? <option>{target}</option> : null}
            {list.data?.results.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Inputs pipeline={pipeline} target={target} chosen={inputs} onChoose={setInputs} />
        {pipeline.flags.length ? (
          <fieldset>
            <legend>Flags</legend>
            {pipeline.flags.map(({ name, title, default: usual }) => (
              <label key={name} className={`check ${flags[name] === usual ? '' : 'is-changed'}`}>
                <input
                  type="checkbox"
                  checked={flags[name] ?? usual}
                  onChange={(event) => setFlags({ ...flags, [name]: event.target.checked })}
                />{' '}
                {title}
              </label>
            ))}
          </fieldset>
        ) : null}
        {fields.length ? (
          <fieldset>
            <legend>Parameters</legend>
            {fields.map((field) => (
              <FieldInput
                key={field.name}
                field={field}
                text={texts[field.name] ?? ''}
                onText={(text) => setTexts({ ...texts, [field.name]: text })}
              />
            ))}
          </fieldset>
        ) : null}
        {presets.data?.results.length ? (
          <label className="field">
            <span className="field-name">Preset</span>
            <select value={preset} onChange={(event) => setPreset(event.target.value)}>
              <option value="">none</option>
              {presets.data.results.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
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
