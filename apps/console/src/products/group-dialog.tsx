import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { groups } from '../live/queries.js';
import { DialogEnd } from '../shown/dialog-end.js';
import { Overlay } from '../shown/overlay.js';
import { GroupOptions } from './group-options.js';
import { Gone } from './left.js';
import { useJoin, type Joined } from './products.data.js';
import { countOf } from './rules.js';
import type { Ticks } from './ticks.js';

interface GroupDialogProps {
  readonly ticks: Ticks;
  /** Whose groups are offered; null: all, newest first. */
  readonly target: string | null;
  readonly onDone: (joined: Joined) => void;
  readonly onGone: (gone: Gone) => void;
  readonly onClose: () => void;
}

/** Puts what is ticked into a group that there is, or into a new one. */
export const GroupDialog = ({ ticks, target, onDone, onGone, onClose }: GroupDialogProps) => {
  const titleId = useId();
  const list = useQuery(groups(target === null ? {} : { target }));
  const join = useJoin();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    join.mutate(
      { id, name: name.trim(), products: [...ticks.keys()] },
      { onSuccess: onDone, onError: (error) => error instanceof Gone && onGone(error) },
    );
  };
  return (
    <Overlay titleId={titleId} className="product-dialog" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={titleId}>Add {countOf(ticks.size)} to a group</h2>
        <label className="field">
          <span className="field-name">Group</span>
          <select value={id} autoFocus onChange={(event) => setId(event.target.value)}>
            <option value="">by its name</option>
            <GroupOptions groups={list.data?.results ?? []} />
          </select>
        </label>
        {id ? null : (
          <label className="field">
            <span className="field-name">Name</span>
            <input
              type="text"
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <span className="muted">A group of this name is made if there is none.</span>
          </label>
        )}
        <DialogEnd
          does="add"
          mayDo={!join.isPending && (id !== '' || name.trim() !== '')}
          problem={list.error?.message ?? join.error?.message ?? ''}
          onClose={onClose}
        />
      </form>
    </Overlay>
  );
};
