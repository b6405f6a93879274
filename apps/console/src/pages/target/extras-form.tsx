import type { Target } from '@nightjar/contracts';
import { useMutation } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { postJson } from '../../live/api.js';
import { DialogEnd } from '../../shown/dialog-end.js';
import { Overlay } from '../../shown/overlay.js';
import { changeOf, draftsOf, isEmpty, KINDS, type Change, type Draft, type Kind } from './extras.js';

interface RowProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onRemove: () => void;
}

const Value = ({ draft: { key, kind, text }, onText }: { draft: Draft; onText: (text: string) => void }) =>
  kind === 'truth' ? (
    <select aria-label={`value of ${key}`} value={text} onChange={(event) => onText(event.target.value)}>
      <option value="yes">yes</option>
      <option value="no">no</option>
    </select>
  ) : (
    <input
      type="text"
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      aria-label={`value of ${key}`}
      maxLength={10_000}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );

const Row = ({ draft, onChange, onRemove }: RowProps) => {
  const { key, kind } = draft;
  const be = (next: Kind): void =>
    onChange({ ...draft, kind: next, text: next === 'truth' ? (draft.text === 'yes' ? 'yes' : 'no') : draft.text });
  return (
    <li className="extra">
      <input
        type="text"
        aria-label="name"
        maxLength={200}
        value={key}
        onChange={(event) => onChange({ ...draft, key: event.target.value })}
      />
      <select aria-label={`kind of ${key}`} value={kind} onChange={(event) => be(event.target.value as Kind)}>
        {Object.entries(KINDS).map(([one, says]) => (
          <option key={one} value={one}>
            {says}
          </option>
        ))}
      </select>
      <Value draft={draft} onText={(text) => onChange({ ...draft, text })} />
      <button type="button" aria-label={`strike out ${key}`} onClick={onRemove}>
        strike out
      </button>
    </li>
  );
};

type Numbered = Draft & { readonly n: number };

const Form = ({ target, onClose }: { target: Target; onClose: () => void }) => {
  const titleId = useId();
  const [before] = useState(target.extras);
  const [drafts, setDrafts] = useState<readonly Numbered[]>(() =>
    draftsOf(before).map((draft, n) => ({ ...draft, n })),
  );
  const note = useMutation({
    mutationFn: (change: Change) => postJson<Target>(`/api/targets/${target.id}/extras`, change),
  });
  const change = changeOf(before, drafts);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typeof change === 'object') note.mutate(change, { onSuccess: onClose });
  };
  const add = (): void => {
    const n = 1 + Math.max(-1, ...drafts.map((draft) => draft.n));
    setDrafts([...drafts, { key: '', kind: 'text', text: '', n }]);
  };
  return (
    <Overlay titleId={titleId} className="product-dialog" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={titleId}>What is noted of {target.name}</h2>
        <ul className="extras">
          {drafts.map((draft) => (
            <Row
              key={draft.n}
              draft={draft}
              onChange={(next) => setDrafts(drafts.map((one) => (one === draft ? { ...next, n: draft.n } : one)))}
              onRemove={() => setDrafts(drafts.filter((one) => one !== draft))}
            />
          ))}
        </ul>
        <p className="field-tools">
          <button type="button" onClick={add}>
            add one
          </button>
          <span className="muted">{drafts.length ? '' : 'Nothing is noted yet.'}</span>
        </p>
        <DialogEnd
          does="save"
          mayDo={typeof change === 'object' && !isEmpty(change) && !note.isPending}
          problem={note.error?.message ?? (typeof change === 'string' ? change : '')}
          onClose={onClose}
        />
      </form>
    </Overlay>
  );
};

/** Opens the form in which people note something of a target beside what every target has. */
export const EditExtras = ({ target }: { target: Target }) => {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setAsks(true)}>
        note something…
      </button>
      {asks ? <Form target={target} onClose={() => setAsks(false)} /> : null}
    </>
  );
};
