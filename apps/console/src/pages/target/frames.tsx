import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Target } from '@nightjar/contracts';
import { useNow } from '../../live/live.js';
import { products } from '../../live/queries.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { Utc } from '../../shown/utc.js';
import { FrameView } from './frame-view.js';
import { frameSays, framesWithPreviews, type Frame } from './rules.js';

const fileOf = (id: string): string => `/api/data-products/${id}/file`;

const Thumbnail = ({ frame: { frame, preview }, now }: { frame: Frame; now: Date }) => {
  const startedAt = typeof frame.meta['startedAt'] === 'string' ? frame.meta['startedAt'] : frame.createdAt;
  return (
    <li>
      <Link
        to="/targets/$id"
        from="/targets/$id"
        search={(kept) => ({ ...kept, frame: frame.id })}
        className="thumb"
        resetScroll={false}
      >
        <span className="picture">
          {preview ? (
            <img src={fileOf(preview.id)} alt="" loading="lazy" />
          ) : (
            <span className="quiet">preview to come</span>
          )}
        </span>
        <span className="thumb-name">
          <b>{frameSays(frame) || frame.name}</b> <Utc iso={startedAt} now={now} />
        </span>
      </Link>
    </li>
  );
};

/** The frames of a target as pictures; one opens larger with its header. */
export const Frames = ({ target }: { target: Target }) => {
  const frames = useQuery(products({ target: target.id, type: 'frame' }));
  const previews = useQuery(products({ target: target.id, type: 'preview' }));
  const { frame: open } = useSearch({ from: '/targets/$id' });
  const navigate = useNavigate({ from: '/targets/$id' });
  const now = useNow(10_000);
  const list = framesWithPreviews(frames.data?.results ?? [], previews.data?.results ?? []);
  const at = list.findIndex(({ frame }) => frame.id === open);
  const show = (id: string | null): void =>
    void navigate({
      search: ({ frame: _, cards: __, ...kept }) => (id ? { ...kept, frame: id } : kept),
      replace: true,
      resetScroll: false,
    });
  const shown = list[at];
  const count = frames.data?.count.value;
  return (
    <Panel
      title="Frames"
      className="frames-panel"
      aside={<span className="muted">{count === undefined ? '' : `${count} ${count === 1 ? 'frame' : 'frames'}`}</span>}
    >
      <Loaded query={frames}>
        {() =>
          list.length ? (
            <ul className="thumbs">
              {list.map((frame) => (
                <Thumbnail key={frame.frame.id} frame={frame} now={now} />
              ))}
            </ul>
          ) : (
            <p className="quiet">No frame has been taken yet.</p>
          )
        }
      </Loaded>
      {shown ? (
        <FrameView
          key={shown.frame.id}
          shown={shown}
          now={now}
          onClose={() => show(null)}
          newer={list[at - 1] ? () => show(list[at - 1]?.frame.id ?? null) : null}
          older={list[at + 1] ? () => show(list[at + 1]?.frame.id ?? null) : null}
        />
      ) : null}
    </Panel>
  );
};
