import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useNow } from '../../live/live.js';
import { groups } from '../../live/queries.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { rowProps } from '../../shown/row.js';
import { Utc } from '../../shown/utc.js';
import { groupParams, makerIn, MAKERS, type Maker } from './rules.js';

const Filters = () => {
  const search = useSearch({ from: '/data-product-groups' });
  const navigate = useNavigate({ from: '/data-product-groups' });
  const show = (change: Partial<typeof search>): void =>
    void navigate({
      search: ({ cursor: _, ...kept }) =>
        Object.fromEntries(Object.entries({ ...kept, ...change }).filter(([, v]) => v)),
      replace: true,
    });
  const chosen = makerIn(search.show);
  return (
    <>
      <input
        type="search"
        aria-label="Search groups"
        placeholder="part of a name"
        value={search.q ?? ''}
        onChange={(event) => show({ q: event.target.value })}
      />
      <div className="segments" role="group" aria-label="Whose groups">
        {Object.entries(MAKERS).map(([maker, says]) => (
          <button key={maker} type="button" aria-pressed={chosen === maker} onClick={() => show({ show: maker })}>
            {says}
          </button>
        ))}
      </div>
    </>
  );
};

const none = (q: string | undefined, maker: Maker): string =>
  q
    ? `No group’s name contains “${q}”.`
    : maker === 'people'
      ? 'Nobody has put a group together yet.'
      : 'There is none.';

/** Every group of data products, newest first. */
export const GroupsPage = () => {
  usePageTitle('Groups');
  const { q, show, cursor } = useSearch({ from: '/data-product-groups' });
  const maker = makerIn(show);
  const query = useQuery(groups({ ...groupParams(q, maker), ...(cursor ? { cursor } : {}) }));
  const now = useNow(30_000);
  return (
    <div className="page groups">
      <h1 className="sr">Groups</h1>
      <Panel title="Groups" aside={<Filters />}>
        <Loaded query={query}>
          {({ results, next, count }) => (
            <>
              <div className="scroll" tabIndex={0} role="region" aria-label="Groups found">
                <table>
                  <thead>
                    <tr>
                      <th>Name</th>
                      <th className="num">Products</th>
                      <th>Made (UTC)</th>
                    </tr>
                  </thead>
                  <tbody>
                    {results.map(({ id, name, products, createdAt }) => (
                      <tr key={id} {...rowProps}>
                        <td>
                          <Link to="/data-product-groups/$id" params={{ id }} data-open>
                            {name}
                          </Link>
                        </td>
                        <td className="num">{products.length}</td>
                        <td>
                          <Utc iso={createdAt} now={now} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p className="quiet foot">
                {results.length ? `${results.length} of ${count.value} groups.` : none(q, maker)}{' '}
                {next ? (
                  <Link to="/data-product-groups" search={(kept) => ({ ...kept, cursor: next })}>
                    older
                  </Link>
                ) : null}{' '}
                {cursor ? (
                  <Link to="/data-product-groups" search={({ cursor: _, ...kept }) => kept}>
                    newest
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
