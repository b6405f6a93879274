import type { Process } from '@nightjar/contracts';
import { Panel } from '../../shown/panel.js';
import { usePipelines } from '../pipelines/pipelines.data.js';
import { useLog } from './process.data.js';
import { plainText } from './rules.js';
import { failedTool, settingsShown } from './settings.js';

/** Flags and parameters of a run; what differs from the default is marked. */
export const Settings = ({ process }: { process: Process }) => {
  const pipelines = usePipelines();
  const rows = settingsShown(
    process,
    pipelines.data?.results.find(({ name }) => name === process.pipeline),
  );
  return (
    <Panel title="Flags and parameters" className="settings-panel">
      {rows.length ? (
        <dl className="facts">
          {rows.map(({ name, text, usual }) => (
            <div key={name} className={usual === null ? '' : 'is-other'}>
              <dt>{name}</dt>
              <dd>
                {text} {usual === null ? null : <span className="muted">instead of {usual}</span>}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="quiet">It has none.</p>
      )}
    </Panel>
  );
};

/** Which tool ended a run, and what it said last. */
export const FailedToolPanel = ({ process }: { process: Process }) => {
  const log = useLog(process.id);
  const failed = process.failureMessage === null ? null : failedTool(log.data ?? []);
  if (!failed) return null;
  return (
    <Panel title="The tool that failed" className="tool-panel">
      <p className="problem">{failed.ended}</p>
      {failed.command === null ? null : (
        <p className="tool-command">
          <code>{failed.command}</code>
        </p>
      )}
      {failed.lines.length ? (
        <pre tabIndex={0} aria-label="What it said last">
          {failed.lines.map(plainText).join('\n')}
        </pre>
      ) : (
        <p className="quiet">It said nothing.</p>
      )}
    </Panel>
  );
};
