import { useStatus, useTick } from '../../live/live.js';
import { ageOf } from '../../live/heard.js';
import { partsOf } from '../../live/status.js';
import { usePageTitle } from '../../shell/title.js';
import { age } from '../../shown/duration.js';
import { Panel } from '../../shown/panel.js';
import { rowProps } from '../../shown/row.js';
import { State } from '../../shown/state.js';

/** Heartbeats come once a second; this long without one is a loss, as the gateway counts it too. */
const LOST_S = 5;

/** An angle with the side it lies on in place of its sign. */
const onSide = (deg: number, positive: string, negative: string): string =>
  `${Math.abs(deg).toFixed(4)}° ${deg < 0 ? negative : positive}`;

const Agents = () => {
  const { agents } = useStatus();
  useTick(1000);
  const nowMs = performance.now();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Agents">
      <table>
        <thead>
          <tr>
            <th>Agent</th>
            <th>State</th>
            <th>Last heard</th>
            <th>Doing</th>
            <th>Because</th>
          </tr>
        </thead>
        <tbody>
          {[...agents]
            .sort((a, b) => a.name.localeCompare(b.name))
            .map((agent) => {
              const ageS = ageOf(agent, nowMs);
              const lost = ageS === null || ageS > LOST_S;
              return (
                <tr key={agent.name} {...rowProps} className={lost ? 'stale' : ''}>
                  <td>{agent.name}</td>
                  <td>
                    <State value={lost ? 'LOST' : agent.state} />
                  </td>
                  <td>{age(ageS)}</td>
                  <td>{agent.operations?.join(', ') || '—'}</td>
                  <td>{agent.because ?? '—'}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
};

const Parts = ({ of }: { of: unknown }) => {
  const parts = partsOf(of);
  if (!parts.length) return <p className="quiet">Nothing is told about them.</p>;
  return (
    <ul className="parts">
      {parts.map(({ name, ok, says }) => (
        <li key={name}>
          <State value={name} tone={ok === null ? 'unknown' : ok ? 'ok' : 'bad'} />{' '}
          <span className="muted">{says}</span>
        </li>
      ))}
    </ul>
  );
};

/** What the observatory runs on. */
export const SystemPage = () => {
  usePageTitle('System');
  const { version, ready, because, servers, tools, site } = useStatus();
  return (
    <div className="page system">
      <h1 className="sr">System</h1>
      <Panel
        title="Agents"
        aside={
          <>
            <State value={ready ? 'READY' : 'NOT READY'} tone={ready ? 'ok' : 'bad'} />
            <span className="muted">Nightjar {version}</span>
          </>
        }
      >
        {because?.length ? (
          <ul className="problem">
            {because.map((says) => (
              <li key={says}>{says}</li>
            ))}
          </ul>
        ) : null}
        <Agents />
      </Panel>
      <div className="column">
        <Panel title="Servers">
          <Parts of={servers} />
        </Panel>
        <Panel title="Tools">
          <Parts of={tools} />
        </Panel>
        <Panel title="Site">
          <dl className="facts">
            <div>
              <dt>{site.name}</dt>
              <dd>{site.title}</dd>
            </div>
            <div>
              <dt>Longitude, latitude</dt>
              <dd>
                {onSide(site.longitudeDeg, 'E', 'W')}, {onSide(site.latitudeDeg, 'N', 'S')}
              </dd>
            </div>
            <div>
              <dt>Elevation</dt>
              <dd>{site.elevationM} m</dd>
            </div>
            <div>
              <dt>Time zone</dt>
              <dd>{site.timeZone}</dd>
            </div>
          </dl>
        </Panel>
      </div>
    </div>
  );
};
