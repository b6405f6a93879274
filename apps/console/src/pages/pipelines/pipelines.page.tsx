import type { PipelineInfo } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { process } from '../../live/queries.js';
import { addressed } from '../../products/address.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { rowProps } from '../../shown/row.js';
import { Chains } from './chains.js';
import { usePipelines } from './pipelines.data.js';
import { Presets, Rules } from './presets.js';
import { RunForm } from './run-form.js';
import { takesSay } from './rules.js';

const Row = ({ pipeline, chosen }: { pipeline: PipelineInfo; chosen: boolean }) => {
  const { name, title, says, queue, origin, file, error, tools } = pipeline;
  const gone = tools.filter(({ found }) => !found).map(({ program }) => program);
  if (error !== null)
    return (
      <tr data-row tabIndex={-1}>
        <td>
          <b>{name}</b>
        </td>
        <td colSpan={3}>
          <span className="problem">{error}</span> <span className="muted">{file}</span>
        </td>
      </tr>
    );
  return (
    <tr {...rowProps} className={chosen ? 'is-chosen' : ''}>
      <td>
        <Link
          to="/pipelines"
          search={({ run: _, again: __, ...kept }) => ({ ...kept, run: name })}
          aria-current={chosen ? 'true' : undefined}
          resetScroll={false}
          data-open
        >
          {title}
        </Link>{' '}
        {origin === 'site' ? <span className="muted">{file}</span> : null}
      </td>
      <td>
        {says}
        {gone.length ? <span className="problem"> Not installed: {gone.join(', ')}.</span> : null}
      </td>
      <td className="muted">{takesSay(pipeline)}</td>
      <td>{queue}</td>
    </tr>
  );
};

/** The form of the chosen pipeline; one made after an earlier run waits for that run. */
const Chosen = ({ pipeline }: { pipeline: PipelineInfo }) => {
  const { target = '', again = '', inputs = '' } = useSearch({ from: '/pipelines' });
  const before = useQuery({ ...process(again), enabled: again !== '' });
  const ticked = addressed(inputs);
  if (!again) return <RunForm key={pipeline.name} pipeline={pipeline} target={target} ticked={ticked} again={null} />;
  return (
    <Loaded query={before}>
      {(run) => (
        <RunForm key={`${pipeline.name} ${run.id}`} pipeline={pipeline} target={target} ticked={ticked} again={run} />
      )}
    </Loaded>
  );
};

/** What can be run, what runs in chains, and what starts by itself. */
export const PipelinesPage = () => {
  usePageTitle('Pipelines');
  const { run } = useSearch({ from: '/pipelines' });
  const query = usePipelines();
  const chosen = query.data?.results.find(({ name, error }) => name === run && error === null);
  return (
    <div className={`page pipelines ${chosen ? 'has-form' : ''}`}>
      <h1 className="sr">Pipelines</h1>
      <div className="column">
        <Panel title="Pipelines">
          <Loaded query={query}>
            {({ results }) =>
              results.length ? (
                <div className="scroll" tabIndex={0} role="region" aria-label="Pipelines">
                  <table>
                    <thead>
                      <tr>
                        <th>Pipeline</th>
                        <th>What it does</th>
                        <th>Takes</th>
                        <th>Queue</th>
                      </tr>
                    </thead>
                    <tbody>
                      {results.map((one) => (
                        <Row key={`${one.file ?? ''}${one.name}`} pipeline={one} chosen={one === chosen} />
                      ))}
                    </tbody>
                  </table>
                </div>
              ) : (
                <p className="quiet">There is no pipeline.</p>
              )
            }
          </Loaded>
        </Panel>
        <Chains />
        <Presets />
        <Rules />
      </div>
      {chosen ? <Chosen pipeline={chosen} /> : null}
    </div>
  );
};
