import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useNow } from '../../live/live.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { AlertRow } from './alert-row.js';
import { useAlerts } from './alerts.data.js';
import { filterNotices, isStruck, requestOf, ROLES } from './rules.js';

const Filters = () => {
  const search = useSearch({ from: '/alerts' });
  const navigate = useNavigate({ from: '/alerts' });
  const show = (change: Partial<typeof search>): void =>
    void navigate({
      search: (kept) => Object.fromEntries(Object.entries({ ...kept, ...change }).filter(([, v]) => v)),
      replace: true,
    });
  return (
    <>
      <input
        type="search"
        aria-label="Filter alerts"
        placeholder="mission, trigger, identifier"
        value={search.q ?? ''}
        onChange={(event) => show({ q: event.target.value })}
      />
      <div className="segments" role="group" aria-label="Role">
        <button type="button" aria-pressed={!search.role} onClick={() => show({ role: '' })}>
          all
        </button>
        {ROLES.map((role) => (
          <button key={role} type="button" aria-pressed={search.role === role} onClick={() => show({ role })}>
            {role}
          </button>
        ))}
      </div>
    </>
  );
};

/** Every alert received, newest first. */
export const AlertsPage = () => {
  usePageTitle('Alerts');
  const search = useSearch({ from: '/alerts' });
  const { notices, requests } = useAlerts(search.cursor);
  const now = useNow(5000);
  return (
    <div className="page alerts">
      <h1 className="sr">Alerts</h1>
      <Panel title="Alerts" aside={<Filters />}>
        <Loaded query={notices}>
          {({ results, next, count }) => {
            const shown = filterNotices(results, { role: search.role, q: search.q });
            return (
              <>
                <div className="scroll" tabIndex={0} role="region" aria-label="Received alerts">
                  <table className="alerts-table">
                    <thead>
                      <tr>
                        <th>Received (UTC)</th>
                        <th>Event (UTC)</th>
                        <th className="num">Latency</th>
                        <th>Mission, trigger</th>
                        <th>Role</th>
                        <th>Position (ICRS)</th>
                        <th>Decision, and why</th>
                        <th>Target, request</th>
                      </tr>
                    </thead>
                    <tbody>
                      {shown.map((notice) => (
                        <AlertRow
                          key={notice.id}
                          notice={notice}
                          request={requestOf(notice, requests.data?.results ?? [])}
                          open={search.open === notice.id}
                          struck={isStruck(notice, results)}
                          now={now}
                        />
                      ))}
                    </tbody>
                  </table>
                </div>
                <p className="quiet foot">
                  {shown.length} shown of {count.exact ? '' : 'about '}
                  {count.value} received.{' '}
                  {next ? (
                    <Link to="/alerts" search={{ ...search, cursor: next }}>
                      older
                    </Link>
                  ) : null}{' '}
                  {search.cursor ? <Link to="/alerts">newest</Link> : null}
                </p>
              </>
            );
          }}
        </Loaded>
      </Panel>
    </div>
  );
};
