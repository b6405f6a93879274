import type { DataProduct } from '@nightjar/contracts';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAddress } from './address.js';
import { DeletionDialog } from './deletion-dialog.js';
import { GroupDialog } from './group-dialog.js';
import { Gone } from './left.js';
import { useTimelapse } from './products.data.js';
import { commonTarget, missingSays } from './rules.js';
import { NOTHING_TICKED, Off, RunTools } from './run-tools.js';
import { withoutThese } from './ticks.js';
import type { Ticking } from './use-ticks.js';

interface ProductActionsProps {
  readonly ticking: Ticking;
  /** What more can be done on a page of its kind. */
  readonly more?: ReactNode;
  readonly gallery?: boolean;
}

const Said = ({ says, problem }: { says: ReactNode; problem: boolean }) => (
  <p role="status" className={problem ? 'problem said' : 'said'}>
    {says}
  </p>
);

/** What can be done with what is ticked. Who was faster in deleting something is named, and that is ticked no more. */
export const ProductActions = ({ ticking: { ticks, gone, set }, more, gallery = true }: ProductActionsProps) => {
  const [asks, setAsks] = useState<'group' | 'deletion' | null>(null);
  const [says, setSays] = useState<ReactNode>('');
  const [problem, setProblem] = useState('');
  const film = useTimelapse();
  const address = useAddress([...ticks.keys()]);
  const target = commonTarget([...ticks.values()]);
  const done = (what: ReactNode): void => {
    setAsks(null);
    setProblem('');
    setSays(what);
  };
  const leave = (ids: readonly string[]): void => set(withoutThese(ticks, ids));
  const failed = (error: Error): void => {
    setSays('');
    if (!(error instanceof Gone)) return setProblem(error.message);
    setAsks(null);
    const names = error.ids.map((id) => ticks.get(id)?.name ?? id);
    setProblem(`${missingSays(names)} Nothing was done.`);
    leave(error.ids);
  };
  const products: readonly DataProduct[] = [...ticks.values()];
  const makeFilm = (of: string): void =>
    film.mutate(
      { target: of, products },
      {
        onError: failed,
        onSuccess: ({ id, identifier }) =>
          done(
            <>
              <Link to="/processes/$id" params={{ id }}>
                {identifier}
              </Link>{' '}
              waits for its turn.
            </>,
          ),
      },
    );
  return (
    <>
      <div className="product-tools" role="group" aria-label="With the ticked products">
        <RunTools ticks={ticks} target={target} busy={film.isPending} onTimelapse={() => target && makeFilm(target)} />
        <button type="button" disabled={!ticks.size} onClick={() => setAsks('group')}>
          add to a group…
        </button>
        {more}
        {gallery && ticks.size ? (
          <Link className="button" to="/gallery" search={{ products: address }}>
            gallery
          </Link>
        ) : gallery ? (
          <Off why={NOTHING_TICKED}>gallery</Off>
        ) : null}
        <button type="button" disabled={!ticks.size} onClick={() => setAsks('deletion')}>
          delete…
        </button>
      </div>
      <Said says={[...gone, problem].filter(Boolean).join(' ')} problem />
      <Said says={says} problem={false} />
      {asks === 'group' ? (
        <GroupDialog
          ticks={ticks}
          target={target}
          onGone={failed}
          onClose={() => setAsks(null)}
          onDone={({ group, message }) =>
            done(
              <>
                {message}.{' '}
                <Link to="/data-product-groups/$id" params={{ id: group.id }}>
                  {group.name}
                </Link>
              </>,
            )
          }
        />
      ) : null}
      {asks === 'deletion' ? (
        <DeletionDialog
          ticks={ticks}
          gone={gone}
          onClose={() => setAsks(null)}
          onDone={(message, ids) => {
            done(`${message}.`);
            leave(ids);
          }}
        />
      ) : null}
    </>
  );
};
