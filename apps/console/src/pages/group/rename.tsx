import type { DataProductGroup } from '@nightjar/contracts';
import { useId, useState, type FormEvent } from 'react';
import { useChangeGroup } from '../../products/products.data.js';
import { DialogEnd } from '../../shown/dialog-end.js';
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
        <DialogEnd
          does="rename"
          mayDo={name.trim() !== '' && name.trim() !== group.name && !change.isPending}
          problem={change.error?.message ?? ''}
          onClose={onClose}
        />
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
