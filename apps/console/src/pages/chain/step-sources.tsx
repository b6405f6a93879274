import type { PipelineInfo } from '@nightjar/contracts';
import type { StepDraft } from './draft.js';
import { sourceFor, type Source } from './sources.js';

const TYPES = ['frame', 'preview', 'catalogue', 'wcs', 'log', 'other'] as const;

interface OneProps {
  readonly name: string;
  readonly source: Source;
  readonly onChange: (texts: Partial<Source>) => void;
}

/** Which of the products of one source. */
const Narrowing = ({ name, source, onChange }: OneProps) => (
  <span className="narrowing">
    <select
      aria-label={`only of this type, of ${name}`}
      value={source.type}
      onChange={(event) => onChange({ type: event.target.value })}
    >
      <option value="">of any type</option>
      {TYPES.map((type) => (
        <option key={type}>{type}</option>
      ))}
    </select>
    <input
      type="text"
      aria-label={`only with this tag, of ${name}`}
      placeholder="with any tag"
      value={source.tag}
      onChange={(event) => onChange({ tag: event.target.value })}
    />
    <input
      type="text"
      aria-label={`only where the name ends so, of ${name}`}
      placeholder="ending anyhow"
      value={source.suffix}
      onChange={(event) => onChange({ suffix: event.target.value })}
    />
  </span>
);

interface StepSourcesProps {
  readonly draft: readonly StepDraft[];
  readonly at: number;
  readonly pipeline: PipelineInfo | undefined;
  readonly onSources: (sources: readonly Source[]) => void;
}

/** What a step works on: what the chain is given, and what steps before it make. */
export const StepSources = ({ draft, at, pipeline, onSources }: StepSourcesProps) => {
  const sources = draft[at]?.sources ?? [];
  const places = [
    { from: null, name: 'the inputs of the chain' },
    ...draft.slice(0, at).map((step, i) => ({ from: step.key, name: `what ${i + 1} ${step.pipeline} makes` })),
  ];
  const toggle = (from: number | null, on: boolean): void =>
    onSources(on ? [...sources, sourceFor(pipeline, from)] : sources.filter((source) => source.from !== from));
  return (
    <fieldset>
      <legend>Works on</legend>
      {places.map(({ from, name }) => {
        const source = sources.find((one) => one.from === from);
        return (
          <div key={from ?? 'chain'}>
            <label className="check">
              <input
                type="checkbox"
                checked={source !== undefined}
                onChange={(event) => toggle(from, event.target.checked)}
              />{' '}
              {name}
            </label>
            {source ? (
              <Narrowing
                name={name}
                source={source}
                onChange={(texts) => onSources(sources.map((one) => (one === source ? { ...one, ...texts } : one)))}
              />
            ) : null}
          </div>
        );
      })}
    </fieldset>
  );
};
