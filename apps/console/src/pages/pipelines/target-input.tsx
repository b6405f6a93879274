import { useQuery } from '@tanstack/react-query';
import { targets } from '../../live/queries.js';

/** The target a run or a chain works on; one that the list does not hold stays chosen. */
export const TargetInput = ({ target, onTarget }: { target: string; onTarget: (target: string) => void }) => {
  const list = useQuery(targets());
  const known = list.data?.results ?? [];
  return (
    <label className="field">
      <span className="field-name">Target</span>
      <select value={target} onChange={(event) => onTarget(event.target.value)}>
        <option value="">none</option>
        {target && !known.some(({ id }) => id === target) ? <option>{target}</option> : null}
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
};
