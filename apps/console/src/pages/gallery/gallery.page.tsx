import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { deletions } from '../../live/deletions.js';
import { addressed, LOST } from '../../products/address.js';
import { ProductActions } from '../../products/product-actions.js';
import { ProductGrid } from '../../products/product-grid.js';
import { useGallery } from '../../products/products.data.js';
import { missingSays } from '../../products/rules.js';
import { TickTools } from '../../products/tick-tools.js';
import { useTicks } from '../../products/use-ticks.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';

const NONE: readonly string[] = [];

/** The products that its address names, as pictures. */
export const GalleryPage = () => {
  usePageTitle('Gallery');
  const { products = '' } = useSearch({ from: '/gallery' });
  const ids = addressed(products);
  const query = useGallery(ids ?? NONE);
  const ticking = useTicks();
  const { data: deleted = [] } = useQuery(deletions());
  const nameOf = (id: string): string => deleted.find((one) => one.id === id)?.name ?? id;
  const items = query.data?.answer?.items ?? [];
  return (
    <div className="page">
      <h1 className="sr">Gallery</h1>
      <Panel title="Gallery" aside={<TickTools shown={items.map(({ product }) => product)} ticking={ticking} />}>
        {ids === null ? (
          <p className="problem" role="alert">
            {LOST}
          </p>
        ) : null}
        <Loaded query={query}>
          {({ answer, gone }) => (
            <>
              {gone.length ? (
                <p className="problem" role="alert">
                  {missingSays(gone.map(nameOf))}
                </p>
              ) : null}
              {answer?.message && ids !== null ? <p className="quiet">{answer.message}.</p> : null}
              {items.length ? <ProductActions ticking={ticking} gallery={false} /> : null}
              <ProductGrid items={items} ticking={ticking} />
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  );
};
