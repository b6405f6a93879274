import type { Preset, Rule } from '@nightjar/contracts';
import { useState, type ReactNode } from 'react';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { State } from '../../shown/state.js';
import { NounEditor } from './noun-editor.js';
import { useNouns, usePresets, useRules, useSwitch, type Nouns } from './pipelines.data.js';

const NEW_PRESET = { name: '', says: '', group: null, pipelines: { photometry: { flags: {}, params: {} } }, files: [] };
const NEW_RULE = {
  name: '',
  enabled: false,
  on: 'frame-stored',
  where: { target: 'some' },
  steps: [{ pipeline: 'inspect' }, { pipeline: 'photometry' }],
  preset: null,
  priority: 0,
};

const says = ({ save, remove }: Nouns): string => save.error?.message ?? remove.error?.message ?? '';

interface RowProps {
  readonly name: string;
  readonly busy: boolean;
  readonly onChange: () => void;
  readonly onDelete: () => void;
  readonly children: ReactNode;
  readonly more?: ReactNode;
}

const Row = ({ name, busy, onChange, onDelete, children, more }: RowProps) => {
  const [sure, setSure] = useState(false);
  return (
    <li className="noun-row">
      <span className="noun-says">{children}</span>
      <span className="noun-does">
        {more}
        <button type="button" onClick={onChange} aria-label={`change ${name}`}>
          change…
        </button>
        {sure ? (
          <button type="button" disabled={busy} onClick={onDelete} onBlur={() => setSure(false)} autoFocus>
            really delete {name}
          </button>
        ) : (
          <button type="button" onClick={() => setSure(true)} aria-label={`delete ${name}`}>
            delete…
          </button>
        )}
      </span>
    </li>
  );
};

const stepsSay = (steps: Rule['steps']): string => steps.map(({ pipeline }) => pipeline).join(' → ');

/** Named parameters. */
export const Presets = () => {
  const query = usePresets();
  const nouns = useNouns('presets');
  const [edited, setEdited] = useState<Preset | typeof NEW_PRESET | null>(null);
  const aside = (
    <>
      <span role="status" className="problem">
        {edited ? '' : says(nouns)}
      </span>
      <button type="button" onClick={() => setEdited(NEW_PRESET)}>
        new preset…
      </button>
    </>
  );
  return (
    <Panel title="Presets" aside={aside}>
      <Loaded query={query}>
        {({ results }) => (
          <ul>
            {results.map((preset) => (
              <Row
                key={preset.id}
                name={preset.name}
                busy={nouns.remove.isPending}
                onChange={() => setEdited(preset)}
                onDelete={() => nouns.remove.mutate(preset.id)}
                more={
                  <a href={`/api/presets/${preset.id}/export`} download={`${preset.name}.json`}>
                    export
                  </a>
                }
              >
                <b>{preset.name}</b> <span className="muted">{Object.keys(preset.pipelines).join(', ')}</span>{' '}
                {preset.says}
              </Row>
            ))}
            {results.length ? null : <li className="quiet">No preset.</li>}
          </ul>
        )}
      </Loaded>
      {edited ? (
        <NounEditor noun="presets" opened={{ ...edited }} nouns={nouns} onClose={() => setEdited(null)} />
      ) : null}
    </Panel>
  );
};

/** What starts chains by itself. */
export const Rules = () => {
  const query = useRules();
  const nouns = useNouns('rules');
  const switching = useSwitch();
  const [edited, setEdited] = useState<Rule | typeof NEW_RULE | null>(null);
  const aside = (
    <>
      <span role="status" className="problem">
        {edited ? '' : says(nouns) || switching.error?.message}
      </span>
      <button type="button" onClick={() => setEdited(NEW_RULE)}>
        new rule…
      </button>
    </>
  );
  return (
    <Panel title="Rules" aside={aside}>
      <Loaded query={query}>
        {({ results }) => (
          <ul>
            {results.map((rule) => (
              <Row
                key={rule.id}
                name={rule.name}
                busy={nouns.remove.isPending}
                onChange={() => setEdited(rule)}
                onDelete={() => nouns.remove.mutate(rule.id)}
                more={
                  <button
                    type="button"
                    aria-pressed={rule.enabled}
                    disabled={switching.isPending}
                    aria-label={`${rule.enabled ? 'switch off' : 'switch on'} ${rule.name}`}
                    onClick={() => switching.mutate({ id: rule.id, enabled: !rule.enabled })}
                  >
                    {rule.enabled ? 'switch off' : 'switch on'}
                  </button>
                }
              >
                <State value={rule.enabled ? 'on' : 'off'} tone={rule.enabled ? 'ok' : 'idle'} /> <b>{rule.name}</b>{' '}
                <span className="muted">
                  {rule.on}: {stepsSay(rule.steps)}
                </span>
              </Row>
            ))}
            {results.length ? null : <li className="quiet">No rule.</li>}
          </ul>
        )}
      </Loaded>
      {edited ? <NounEditor noun="rules" opened={{ ...edited }} nouns={nouns} onClose={() => setEdited(null)} /> : null}
    </Panel>
  );
};
