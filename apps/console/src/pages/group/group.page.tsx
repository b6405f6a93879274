import type { DataProduct, DataProductGroup, Process } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useNow } from '../../live/live.js';
import { target as targetQuery } from '../../live/queries.js';
import { ProductActions } from '../../products/product-actions.js';
import { ProductGrid } from '../../products/product-grid.js';
import { useChangeGroup, useGallery } from '../../products/products.data.js';
import { commonTarget, countOf } from '../../products/rules.js';
import { TickTools } from '../../products/tick-tools.js';
import { NONE } from '../../products/ticks.js';
import { useTicks } from '../../products/use-ticks.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import { AddProducts } from './add-products.js';
import { useGroup, useMaker } from './group.data.js';
import { Rename } from './rename.js';

const Maker = ({ process }: { process: Process | null }) =>
  process ? (
    <span>
      made by{' '}
      <Link to="/processes/$id" params={{ id: process.id }}>
        {process.identifier}
      </Link>{' '}
      <State value={process.state} />
    </span>
  ) : null;

const TargetLink = ({ id }: { id: string }) => {
  const { data } = useQuery(targetQuery(id));
  return (
    <Link to="/targets/$id" params={{ id }}>
      {data?.name ?? 'its target'}
    </Link>
  );
};

const Head = ({ group, products }: { group: DataProductGroup; products: readonly DataProduct[] }) => {
  const now = useNow(10_000);
  const maker = useMaker(group, products);
  const target = commonTarget(products);
  return (
    <header className="process-head">
      <h1>{group.name}</h1>
      <p>
        <span className="muted">
          {countOf(group.products.length)} · made <Utc iso={group.createdAt} now={now} />
        </span>
        <Maker process={maker} />
        {target === null ? null : <TargetLink id={target} />}
        <Rename group={group} />
      </p>
    </header>
  );
};

/** What is in the group, as pictures, and what can be done with it. */
const Products = ({ group, query }: { group: DataProductGroup; query: ReturnType<typeof useGallery> }) => {
  const ticking = useTicks();
  const change = useChangeGroup(group.id);
  const { ticks, set } = ticking;
  const items = query.data?.answer?.items ?? [];
  const takeOut = (
    <button
      type="button"
      disabled={!ticks.size || change.isPending}
      onClick={() => change.mutate({ remove: [...ticks.keys()] }, { onSuccess: () => set(NONE) })}
    >
      take out of this group
    </button>
  );
  return (
    <Panel title="Products" aside={<TickTools shown={items.map(({ product }) => product)} ticking={ticking} />}>
      <Loaded query={query}>
        {() =>
          items.length ? (
            <>
              <ProductActions ticking={ticking} more={takeOut} />
              {change.isError ? (
                <p className="problem" role="alert">
                  {change.error.message}
                </p>
              ) : null}
              <ProductGrid items={items} ticking={ticking} />
            </>
          ) : (
            <p className="quiet">No product is in it.</p>
          )
        }
      </Loaded>
    </Panel>
  );
};

const Found = ({ group }: { group: DataProductGroup }) => {
  const query = useGallery(group.products);
  const products = query.data?.answer?.items.map(({ product }) => product) ?? [];
  return (
    <div className="page group">
      <Head group={group} products={products} />
      <div className="column">
        <Products group={group} query={query} />
      </div>
      <div className="column">
        {query.data ? <AddProducts group={group} target={commonTarget(products) ?? ''} /> : null}
      </div>
    </div>
  );
};

/** A group of data products: what is in it, what made it, and what comes in or goes out. */
export const GroupPage = () => {
  const { id } = useParams({ from: '/data-product-groups/$id' });
  const query = useGroup(id);
  usePageTitle(query.data?.name ?? 'Group');
  return <Loaded query={query}>{(group) => <Found key={group.id} group={group} />}</Loaded>;
};
