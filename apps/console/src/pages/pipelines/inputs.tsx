import type { DataProduct } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { products } from '../../live/queries.js';
import { productsOf } from '../../products/left.js';
import { Loaded } from '../../shown/loaded.js';

interface InputsProps {
  readonly title?: string;
  /** Whether a product may be chosen. */
  readonly fit: (product: DataProduct) => boolean;
  readonly target: string;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (ids: ReadonlySet<string>) => void;
}

interface ElsewhereProps {
  readonly ids: readonly string[];
  readonly onClear: (id: string) => void;
}

/** What is chosen and not in the list: of another target, further down, or deleted meanwhile, which is said. */
const Elsewhere = ({ ids, onClear }: ElsewhereProps) => {
  const { data } = useQuery({ ...productsOf(ids), enabled: ids.length > 0 });
  return ids.map((id) => {
    const product = data?.results.find((one) => one.id === id);
    return (
      <li key={id}>
        <label>
          <input type="checkbox" checked onChange={() => onClear(id)} />{' '}
          {product ? (
            <>
              {product.name} <span className="muted">{product.type}</span>
            </>
          ) : (
            <code>{id}</code>
          )}
          {data && !product ? (
            <span className="problem"> is not there any more: clear it, or the order is refused.</span>
          ) : null}
        </label>
      </li>
    );
  });
};

/** The products a run or a chain works on. */
export const Inputs = ({ title = 'Inputs', fit, target, chosen, onChoose }: InputsProps) => {
  const query = useQuery(products(target ? { target } : {}));
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <fieldset>
      <legend>{title}</legend>
      <Loaded query={query}>
        {({ results, next }) => {
          const fitting = results.filter((product) => fit(product) || chosen.has(product.id));
          const elsewhere = [...chosen].filter((id) => !fitting.some((product) => product.id === id));
          return (
            <>
              <p className="field-tools">
                <button type="button" onClick={() => onChoose(new Set(fitting.map(({ id }) => id)))}>
                  all
                </button>
                <button type="button" onClick={() => onChoose(new Set())}>
                  none
                </button>
                <span className="muted">
                  {chosen.size} chosen of {fitting.length} that fit
                  {next ? ` among the newest ${results.length}` : ''}
                </span>
              </p>
              <ul className="choices" tabIndex={0} aria-label="Products that fit">
                <Elsewhere ids={elsewhere} onClear={(id) => toggle(id, false)} />
                {fitting.map(({ id, name, type }) => (
                  <li key={id}>
                    <label>
                      <input
                        type="checkbox"
                        checked={chosen.has(id)}
                        onChange={(event) => toggle(id, event.target.checked)}
                      />{' '}
                      {name} <span className="muted">{type}</span>
                    </label>
                  </li>
                ))}
              </ul>
              {fitting.length ? null : <p className="quiet">No product fits{target ? ' of this target' : ''}.</p>}
            </>
          );
        }}
      </Loaded>
    </fieldset>
  );
};
