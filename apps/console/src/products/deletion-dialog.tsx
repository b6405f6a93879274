import type { Deletion } from '@nightjar/contracts';
import { useId } from 'react';
import { Loaded } from '../shown/loaded.js';
import { Overlay } from '../shown/overlay.js';
import { bytes } from '../shown/quantity.js';
import { useDelete, useReview } from './products.data.js';
import { consequences, countOf, missingSays } from './rules.js';
import type { Ticks } from './ticks.js';

const Review = ({ deletion }: { deletion: Deletion }) => (
  <>
    <ul className="goes" tabIndex={0} aria-label="What goes">
      {deletion.products.map(({ id, name, type, size }) => (
        <li key={id}>
          {name}{' '}
          <span className="muted">
            {type}, {bytes(size)}
          </span>
        </li>
      ))}
    </ul>
    <dl className="facts">
      {consequences(deletion).map(({ what, says }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{says}</dd>
        </div>
      ))}
    </dl>
  </>
);

interface DeletionDialogProps {
  readonly ticks: Ticks;
  /** What others have deleted of it meanwhile, a sentence each. */
  readonly gone: readonly string[];
  readonly onDone: (message: string, ids: readonly string[]) => void;
  readonly onClose: () => void;
}

/** Says what goes and what depends on it before anything is deleted, and deletes exactly that. */
export const DeletionDialog = ({ ticks, gone: heard, onDone, onClose }: DeletionDialogProps) => {
  const titleId = useId();
  const review = useReview([...ticks.keys()]);
  const remove = useDelete();
  const { answer = null, gone = [] } = review.data ?? {};
  const confirm = (): void => {
    if (answer)
      remove.mutate(answer, {
        onSuccess: ({ message, deleted }) =>
          onDone(
            message,
            deleted.map(({ id }) => id),
          ),
      });
  };
  const does = answer ? `delete ${countOf(answer.products.length)}` : 'delete';
  return (
    <Overlay titleId={titleId} className="product-dialog" onClose={onClose}>
      <h2 id={titleId}>Delete {countOf(ticks.size)}?</h2>
      <p role="alert" className="problem">
        {heard.join(' ')} {gone.length ? missingSays(gone.map((id) => ticks.get(id)?.name ?? id)) : ''}{' '}
        {remove.error?.message ?? ''}
      </p>
      <Loaded query={review}>
        {() => (answer ? <Review deletion={answer} /> : <p className="quiet">Nothing is left to delete.</p>)}
      </Loaded>
      <p className="reason-does">
        <button type="button" disabled={!answer || remove.isPending || review.isFetching} onClick={confirm}>
          {does}
        </button>
        <button type="button" onClick={onClose}>
          leave {ticks.size === 1 ? 'it' : 'them'}
        </button>
      </p>
    </Overlay>
  );
};
