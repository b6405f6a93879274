import type { DataProduct } from '@nightjar/contracts';
import type { GalleryItem } from './products.data.js';
import type { Ticking } from './use-ticks.js';

export const fileOf = (id: string): string => `/api/data-products/${id}/file`;

/** Its picture or film, or what it is where nothing shows it. */
const Picture = ({ item: { product, preview } }: { item: GalleryItem }) => {
  if (preview === null) return <span className="quiet">no picture of this {product.type}</span>;
  if (product.mediaType.startsWith('video/'))
    return <video src={fileOf(product.id)} muted loop controls preload="metadata" aria-label={product.name} />;
  return <img src={fileOf(preview)} alt="" loading="lazy" />;
};

interface ProductGridProps {
  readonly items: readonly GalleryItem[];
  readonly ticking: Ticking;
}

/** Products as pictures to tick. */
export const ProductGrid = ({ items, ticking: { ticks, touch } }: ProductGridProps) => {
  const shown: readonly DataProduct[] = items.map(({ product }) => product);
  return (
    <ul className="thumbs">
      {items.map((item) => (
        <li key={item.product.id} className={`thumb ${ticks.has(item.product.id) ? 'is-ticked' : ''}`}>
          <label>
            <span className="picture">
              <Picture item={item} />
            </span>
            <span className="thumb-tick">
              <input
                type="checkbox"
                checked={ticks.has(item.product.id)}
                onChange={() => undefined}
                onClick={(event) => touch(item.product, shown, event.shiftKey)}
              />{' '}
              {item.product.name}
            </span>
          </label>
          <a href={fileOf(item.product.id)} download={item.product.name} aria-label={`file of ${item.product.name}`}>
            file
          </a>{' '}
          <span className="muted">{item.product.type}</span>
        </li>
      ))}
    </ul>
  );
};
