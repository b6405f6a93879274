import type { DataProductGroup, Target } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { groups } from '../../live/queries.js';
import { GroupOptions } from '../../products/group-options.js';
import { readProducts } from '../../products/left.js';
import { groupsApart } from '../../products/rules.js';
import { NONE, withThese } from '../../products/ticks.js';
import type { Ticking } from '../../products/use-ticks.js';

/** Ticks what of this target is in a group. */
export const TickGroup = ({ target, ticking: { set } }: { target: Target; ticking: Ticking }) => {
  const list = useQuery(groups({ target: target.id }));
  const results = list.data?.results ?? [];
  const tick = async (id: string): Promise<void> => {
    const group = results.find((one) => one.id === id);
    const members = group ? await readProducts(group.products) : [];
    set(
      withThese(
        NONE,
        members.filter((product) => product.target === target.id),
      ),
    );
  };
  if (!results.length) return null;
  return (
    <label className="tick-group">
      Group{' '}
      <select value="" onChange={(event) => void tick(event.target.value)}>
        <option value="">tick one…</option>
        <GroupOptions groups={results} />
      </select>
    </label>
  );
};

const Links = ({ all }: { all: readonly DataProductGroup[] }) => (
  <span className="group-links">
    {all.map(({ id, name, products }) => (
      <span key={id}>
        <Link to="/data-product-groups/$id" params={{ id }}>
          {name}
        </Link>{' '}
        <span className="muted">{products.length}</span>
      </span>
    ))}
  </span>
);

/** Where the groups of a target are; the many that processes made are folded up. */
export const GroupLinks = ({ target }: { target: Target }) => {
  const list = useQuery(groups({ target: target.id }));
  const { byHand, outputs } = groupsApart(list.data?.results ?? []);
  return (
    <>
      {byHand.length ? (
        <p className="group-row">
          <span className="muted">Groups</span> <Links all={byHand} />
        </p>
      ) : null}
      {outputs.length ? (
        <details className="group-row">
          <summary>Outputs of processes, {outputs.length}</summary>
          <Links all={outputs} />
        </details>
      ) : null}
    </>
  );
};
