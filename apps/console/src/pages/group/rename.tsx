import type { DataProductGroup } from '@nightjar/contracts';
import { useId, useState, type FormEvent } from 'react';
import { useChangeGroup } from '../../products/products.data.js';
import { Overlay } from '../../shown/overlay.js';

const Form = ({ group, onClose }: { group: DataProductGroup; onClose: () => void }) => {
  const titleId = useId();
  const [name, setName] = useState(group.name);
  const change = useChangeGroup(group.id);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ name: name.trim() }, { onSuccess: onClose });
  };
  return (
    <Overlay titleId={titleId} className="product-dialog" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={titleId}>Rename this group</h2>
        <label className="field">
          <span className="field-name">Name</span>
          <input
            type="text"
            required
            maxLength={200}
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <p role="alert" className="problem">
          {change.error?.message ?? ''}
        </p>
        <p className="reason-does">
          <button type="submit" disabled={!name.trim() || name.trim() === group.name || change.isPending}>
            rename
          </button>
          <button type="button" onClick={onClose}>
            leave it
          </button>
        </p>
      </form>
    </Overlay>
  );
};

/** Gives a group another name. */
export const Rename = ({ group }: { group: DataProductGroup }) => {
  const [asks, setAsks] = useState(false);
  return (
    <span className="process-does">
      <button type="button" onClick={() => setAsks(true)}>
        rename…
      </button>
      {asks ? <Form group={group} onClose={() => setAsks(false)} /> : null}
    </span>
  );
};
