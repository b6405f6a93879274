import type { Target } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useNow } from '../../live/live.js';
import { products } from '../../live/queries.js';
import { ProductActions } from '../../products/product-actions.js';
import { TickTools } from '../../products/tick-tools.js';
import { useTicks } from '../../products/use-ticks.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { ProductRow } from './product-row.js';
import { GroupLinks, TickGroup } from './target-groups.js';

const TYPES = ['frame', 'preview', 'catalogue', 'wcs', 'log', 'other'] as const;

const OfType = () => {
  const { type = '' } = useSearch({ from: '/targets/$id' });
  const navigate = useNavigate({ from: '/targets/$id' });
  const choose = (wanted: string): void =>
    void navigate({
      search: ({ type: _, after: __, ...kept }) => (wanted ? { ...kept, type: wanted } : kept),
      replace: true,
      resetScroll: false,
    });
  return (
    <label>
      Type{' '}
      <select value={type} onChange={(event) => choose(event.target.value)}>
        <option value="">any</option>
        {TYPES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
};

/** Every data product of a target: tick some, and do something with them. */
export const DataPanel = ({ target }: { target: Target }) => {
  const { type, after } = useSearch({ from: '/targets/$id' });
  const query = useQuery(
    products({ target: target.id, ...(type ? { type } : {}), ...(after ? { cursor: after } : {}) }),
  );
  const ticking = useTicks();
  const now = useNow(10_000);
  const shown = query.data?.results ?? [];
  return (
    <Panel
      title="Data products"
      className="data-panel"
      aside={
        <>
          <OfType />
          <TickGroup target={target} ticking={ticking} />
          <TickTools shown={shown} ticking={ticking} />
        </>
      }
    >
      <ProductActions ticking={ticking} />
      <Loaded query={query}>
        {({ results, next, count }) => (
          <>
            <div className="scroll tall" tabIndex={0} role="region" aria-label="Data products of the target">
              <table className="products-table">
                <thead>
                  <tr>
                    <th>
                      <span className="sr">Ticked</span>
                    </th>
                    <th>Name</th>
                    <th>Type</th>
                    <th className="num">Size</th>
                    <th>Made (UTC)</th>
                    <th>By</th>
                  </tr>
                </thead>
                <tbody>
                  {results.map((product) => (
                    <ProductRow key={product.id} product={product} shown={results} ticking={ticking} now={now} />
                  ))}
                </tbody>
              </table>
            </div>
            <p className="quiet foot">
              {results.length ? `${results.length} of ${count.value} data products.` : 'No data product yet.'}{' '}
              {next ? (
                <Link
                  to="/targets/$id"
                  from="/targets/$id"
                  search={(kept) => ({ ...kept, after: next })}
                  resetScroll={false}
                >
                  older
                </Link>
              ) : null}{' '}
              {after ? (
                <Link
                  to="/targets/$id"
                  from="/targets/$id"
                  search={({ after: _, ...kept }) => kept}
                  resetScroll={false}
                >
                  newest
                </Link>
              ) : null}
            </p>
          </>
        )}
      </Loaded>
      <GroupLinks target={target} />
    </Panel>
  );
};
