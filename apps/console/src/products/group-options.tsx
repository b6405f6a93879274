import type { DataProductGroup } from '@nightjar/contracts';
import { groupsApart } from './rules.js';

const Some = ({ title, groups }: { title: string; groups: readonly DataProductGroup[] }) =>
  groups.length ? (
    <optgroup label={title}>
      {groups.map(({ id, name, products }) => (
        <option key={id} value={id}>
          {name} ({products.length})
        </option>
      ))}
    </optgroup>
  ) : null;

/** Groups to choose from. */
export const GroupOptions = ({ groups }: { groups: readonly DataProductGroup[] }) => {
  const { byHand, outputs } = groupsApart(groups);
  return (
    <>
      <Some title="of people" groups={byHand} />
      <Some title="outputs of processes" groups={outputs} />
    </>
  );
};
