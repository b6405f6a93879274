import type { Target } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNow } from '../../live/live.js';
import { observations, processes, requests } from '../../live/queries.js';
import { duration } from '../../shown/duration.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { rowProps } from '../../shown/row.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import { configurationsSay } from '../tonight/rules.js';

const secondsBetween = (from: string, to: string | null, now: Date): number =>
  ((to ? Date.parse(to) : now.getTime()) - Date.parse(from)) / 1000;

/** What is wished of a target, and what was done about it. */
export const Requests = ({ target }: { target: Target }) => {
  const query = useQuery(requests({ target: target.id }));
  return (
    <Panel title="Requests" className="requests-panel">
      <Loaded query={query}>
        {({ results }) =>
          results.length ? (
            <ul className="cards-list">
              {results.map((request) => (
                <li key={request.id}>
                  <State value={request.state} /> <b>{configurationsSay(request.configurations)}</b>
                  <span className="muted">
                    {request.strategy ?? 'by hand'}, priority {request.priority}
                  </span>
                  <p>{request.because}</p>
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">Nobody has asked for this target.</p>
          )
        }
      </Loaded>
    </Panel>
  );
};

export const Observations = ({ target }: { target: Target }) => {
  const query = useQuery(observations({ target: target.id }));
  const now = useNow(1000);
  return (
    <Panel title="Observations" className="observations-panel">
      <Loaded query={query}>
        {({ results }) =>
          results.length ? (
            <ul className="cards-list">
              {results.map((one) => (
                <li key={one.id}>
                  <State value={one.state} /> <Utc iso={one.startedAt} now={now} />
                  <span>for {duration(secondsBetween(one.startedAt, one.finishedAt, now))}</span>
                  <span className="muted">
                    {one.frames} of {one.framesPlanned} frames
                  </span>
                  <p>{one.state === 'RUNNING' ? one.step : (one.because ?? one.step)}</p>
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">Not observed yet.</p>
          )
        }
      </Loaded>
    </Panel>
  );
};

export const Processes = ({ target }: { target: Target }) => {
  const query = useQuery(processes({ target: target.id }));
  const now = useNow(1000);
  return (
    <Panel title="Processes" className="processes-panel">
      <Loaded query={query}>
        {({ results }) =>
          results.length ? (
            <div className="scroll tall" tabIndex={0} role="region" aria-label="Processes of the target">
              <table>
                <thead>
                  <tr>
                    <th>Made (UTC)</th>
                    <th>Process</th>
                    <th>State</th>
                    <th>Status</th>
                    <th className="num">Took</th>
                  </tr>
                </thead>
                <tbody>
                  {results.map((one) => (
                    <tr key={one.id} {...rowProps}>
                      <td>
                        <Utc iso={one.created} now={now} />
                      </td>
                      <td>
                        <Link to="/processes/$id" params={{ id: one.id }} data-open>
                          {one.pipeline}
                        </Link>
                      </td>
                      <td>
                        <State value={one.state} />
                      </td>
                      <td className="clip" title={one.failureMessage ?? one.status}>
                        {one.failureMessage ?? one.status}
                      </td>
                      <td className="num">{duration(one.durationS)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          ) : (
            <p className="quiet">Nothing has been reduced yet.</p>
          )
        }
      </Loaded>
    </Panel>
  );
};
