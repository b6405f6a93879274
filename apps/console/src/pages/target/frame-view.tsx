import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { getJson } from '../../live/api.js';
import { HeaderCards } from '../../shown/header-cards.js';
import { Loaded } from '../../shown/loaded.js';
import { Overlay } from '../../shown/overlay.js';
import { bytes } from '../../shown/quantity.js';
import { Utc } from '../../shown/utc.js';
import { frameFacts, type Card, type Frame } from './rules.js';

const Header = ({ id }: { id: string }) => {
  const query = useQuery({
    queryKey: ['header', id],
    queryFn: ({ signal }) => getJson<{ cards: Card[] }>(`/api/data-products/${id}/header`, signal),
    staleTime: Infinity,
  });
  const { cards: wanted = '' } = useSearch({ from: '/targets/$id' });
  const navigate = useNavigate({ from: '/targets/$id' });
  const look = (text: string): void =>
    void navigate({
      search: ({ cards: _, ...kept }) => (text ? { ...kept, cards: text } : kept),
      replace: true,
      resetScroll: false,
    });
  return (
    <Loaded query={query}>
      {({ cards }) => <HeaderCards label="Header" cards={cards} wanted={wanted} onWanted={look} />}
    </Loaded>
  );
};

interface FrameViewProps {
  readonly shown: Frame;
  readonly now: Date;
  readonly onClose: () => void;
  readonly newer: (() => void) | null;
  readonly older: (() => void) | null;
}

/** One frame: its picture, its facts, its header. Arrow keys go to the neighbours. */
export const FrameView = ({ shown: { frame, preview }, now, onClose, newer, older }: FrameViewProps) => {
  const onKey = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === 'ArrowLeft') newer?.();
    if (event.key === 'ArrowRight') older?.();
  };
  return (
    <Overlay titleId="frame-title" className="frame-view" onClose={onClose} onKey={onKey}>
      <header className="panel-head">
        <h2 id="frame-title">{frame.name}</h2>
        <div className="panel-aside">
          <Link to="/frames/$id" params={{ id: frame.id }}>
            look at its pixels
          </Link>
          <button type="button" onClick={() => newer?.()} disabled={!newer}>
            ← newer
          </button>
          <button type="button" onClick={() => older?.()} disabled={!older}>
            older →
          </button>
          <button type="button" onClick={onClose}>
            close
          </button>
        </div>
      </header>
      <div className="frame-body">
        <div className="picture large">
          {preview ? (
            <img src={`/api/data-products/${preview.id}/file`} alt={`Preview of ${frame.name}`} />
          ) : (
            <p className="quiet">preview to come</p>
          )}
        </div>
        <div className="frame-side">
          <dl className="facts">
            {frameFacts(frame).map(({ label, text }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{text}</dd>
              </div>
            ))}
            <div>
              <dt>stored (UTC)</dt>
              <dd>
                <Utc iso={frame.createdAt} now={now} />
              </dd>
            </div>
            <div>
              <dt>file</dt>
              <dd>
                <a href={`/api/data-products/${frame.id}/file`} download={frame.name}>
                  {bytes(frame.size)}
                </a>{' '}
                <code className="hash" title={frame.sha256}>
                  {frame.sha256.slice(0, 12)}…
                </code>
              </dd>
            </div>
          </dl>
          <Header id={frame.id} />
        </div>
      </div>
    </Overlay>
  );
};
