import type { DataProduct } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { productsOf } from '../../products/left.js';
import { hasPixels } from './rules.js';

const fileOf = (id: string): string => `/api/data-products/${id}/file`;

/** A frame by its name, which leads to its pixels. */
export const FrameItem = ({ id, name, says }: { id: string; name: string; says: string }) => (
  <>
    <Link to="/frames/$id" params={{ id }}>
      {name}
    </Link>{' '}
    <span className="muted">{says}</span> <a href={fileOf(id)}>file</a>
  </>
);

/** An input by its name: what has pixels leads to them, anything else to its file. */
const Input = ({ id, product, isRead }: { id: string; product: DataProduct | undefined; isRead: boolean }) => {
  if (!product)
    return (
      <>
        <code>{id}</code> {isRead ? <span className="muted">is not there any more</span> : null}
      </>
    );
  const { name, type } = product;
  return hasPixels(product) ? (
    <FrameItem id={id} name={name} says={type} />
  ) : (
    <>
      <a href={fileOf(id)}>{name}</a> <span className="muted">{type}</span>
    </>
  );
};

/** What a process works on. */
export const InputItems = ({ ids }: { readonly ids: readonly string[] }) => {
  const { data } = useQuery({ ...productsOf(ids), enabled: ids.length > 0 });
  return ids.map((id) => (
    <li key={id}>
      <span className="muted">in</span>{' '}
      <Input id={id} product={data?.results.find((one) => one.id === id)} isRead={data !== undefined} />
    </li>
  ));
};
