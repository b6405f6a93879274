import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useNow } from '../../live/live.js';
import { targets } from '../../live/queries.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { radius, withUnit } from '../../shown/quantity.js';
import { rowProps } from '../../shown/row.js';
import { Utc } from '../../shown/utc.js';
import { positionForms } from '../target/facts.js';
import { CONE_DEG, targetParams } from './rules.js';

/** Targets by name or about a position; all of them, newest first, without a search. */
export const TargetsPage = () => {
  usePageTitle('Targets');
  const { q, cursor } = useSearch({ from: '/targets' });
  const params = targetParams(q);
  const query = useQuery(targets(cursor ? { ...params, cursor } : params));
  const now = useNow(30_000);
  const cone = params['cone'] !== undefined;
  const says = !q ? 'newest first' : cone ? `within ${CONE_DEG}° of ${q}, nearest first` : `name contains “${q}”`;
  return (
    <div className="page targets">
      <h1 className="sr">Targets</h1>
      <Panel title="Targets" aside={<span className="muted">{says}</span>}>
        <Loaded query={query}>
          {({ results, next, count }) => (
            <>
              <div className="scroll" tabIndex={0} role="region" aria-label="Targets found">
                <table>
                  <thead>
                    <tr>
                      <th>Name</th>
                      <th>Aliases</th>
                      <th>RA, Dec (ICRS)</th>
                      <th>Error</th>
                      {cone ? <th className="num">Distance</th> : null}
                      <th>Trigger (UTC)</th>
                      <th>Made (UTC)</th>
                    </tr>
                  </thead>
                  <tbody>
                    {results.map((one) => (
                      <tr key={one.id} {...rowProps}>
                        <td>
                          <Link to="/targets/$id" params={{ id: one.id }} data-open>
                            {one.name}
                          </Link>
                        </td>
                        <td>{one.aliases.join(', ') || '—'}</td>
                        <td className="nowrap">{positionForms(one)[0]}</td>
                        <td>{radius(one.errorDeg)}</td>
                        {cone ? <td className="num">{withUnit(one.separationArcsec, '″')}</td> : null}
                        <td>
                          <Utc iso={one.epoch} now={now} />
                        </td>
                        <td>
                          <Utc iso={one.createdAt} now={now} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p className="quiet foot">
                {results.length ? `${results.length} of ${count.value} targets.` : 'No target fits.'}{' '}
                {next ? (
                  <Link to="/targets" search={{ ...(q ? { q } : {}), cursor: next }}>
                    more
                  </Link>
                ) : null}
              </p>
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  );
};
