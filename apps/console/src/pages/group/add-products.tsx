import type { DataProductGroup } from '@nightjar/contracts';
import { useState } from 'react';
import { Gone } from '../../products/left.js';
import { useJoin } from '../../products/products.data.js';
import { missingSays } from '../../products/rules.js';
import { Panel } from '../../shown/panel.js';
import { Inputs } from '../pipelines/inputs.js';
import { TargetInput } from '../pipelines/target-input.js';

/** Puts more products into a group. */
export const AddProducts = ({ group, target: given }: { group: DataProductGroup; target: string }) => {
  const [target, setTarget] = useState(given);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const join = useJoin();
  const add = (): void =>
    join.mutate({ id: group.id, name: '', products: [...chosen] }, { onSuccess: () => setChosen(new Set()) });
  const says = join.error instanceof Gone ? missingSays(join.error.ids) : join.error?.message;
  return (
    <Panel title="Add products">
      <div className="run-form">
        <TargetInput target={target} onTarget={setTarget} />
        <Inputs
          title="Products that are not in it"
          fit={({ id }) => !group.products.includes(id)}
          target={target}
          chosen={chosen}
          onChoose={setChosen}
        />
        <p className="field-tools">
          <button type="button" disabled={!chosen.size || join.isPending} onClick={add}>
            add
          </button>
          <span role="status" className={join.isError ? 'problem' : 'muted'}>
            {says ?? (join.data ? `${join.data.message}.` : '')}
          </span>
        </p>
      </div>
    </Panel>
  );
};
