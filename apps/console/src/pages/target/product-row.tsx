import type { DataProduct } from '@nightjar/contracts';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent, MouseEvent } from 'react';
import { fileOf } from '../../products/product-grid.js';
import type { Ticking } from '../../products/use-ticks.js';
import { bytes } from '../../shown/quantity.js';
import { Utc } from '../../shown/utc.js';

interface ProductRowProps {
  readonly product: DataProduct;
  readonly shown: readonly DataProduct[];
  readonly ticking: Ticking;
  readonly now: Date;
}

/** A product: a click beside its links, Space or Enter ticks it; with Shift everything from the last one up to it. */
export const ProductRow = ({ product, shown, ticking: { ticks, touch }, now }: ProductRowProps) => {
  const { id, name, type, tags, size, createdAt, process } = product;
  const ticked = ticks.has(id);
  const click = (event: MouseEvent<HTMLTableRowElement>): void => {
    if (event.target instanceof Element && event.target.closest('a')) return;
    touch(product, shown, event.shiftKey);
  };
  const press = (event: KeyboardEvent<HTMLTableRowElement>): void => {
    if (event.key !== ' ' || event.target !== event.currentTarget) return;
    event.preventDefault();
    touch(product, shown, event.shiftKey);
  };
  return (
    <tr
      data-row
      tabIndex={-1}
      className={ticked ? 'is-chosen' : ''}
      onClick={click}
      onKeyDown={press}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      <td>
        <input type="checkbox" aria-label={`tick ${name}`} checked={ticked} onChange={() => undefined} />
      </td>
      <td className="product-name">
        <a href={fileOf(id)} download={name}>
          {name}
        </a>
      </td>
      <td>
        {type} <span className="muted">{tags.join(', ')}</span>
      </td>
      <td className="num">{bytes(size)}</td>
      <td>
        <Utc iso={createdAt} now={now} />
      </td>
      <td>
        {process ? (
          <Link to="/processes/$id" params={{ id: process }}>
            process
          </Link>
        ) : (
          <span className="muted">—</span>
        )}
      </td>
    </tr>
  );
};
