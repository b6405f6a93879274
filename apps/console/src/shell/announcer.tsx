import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Notice } from '@nightjar/contracts';
import { notices } from '../live/queries.js';
import { instantOf, utcTime } from '../shown/time.js';

const STAYS_MS = 60_000;

/** Says aloud and shows, on any page, that an alert has come: the newest that was not there when the page opened. */
export const Announcer = () => {
  const { data } = useQuery(notices());
  const seen = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState<Notice | null>(null);
  useEffect(() => {
    if (!data) return;
    const known = seen.current;
    seen.current = new Set(data.results.map(({ id }) => id));
    const come = known && data.results.find(({ id, role }) => !known.has(id) && role !== 'utility');
    if (come) setFresh(come);
  }, [data]);
  useEffect(() => {
    if (!fresh) return;
    const timer = setTimeout(() => setFresh(null), STAYS_MS);
    return () => clearTimeout(timer);
  }, [fresh]);
  const received = instantOf(fresh?.receivedAt);
  return (
    <div role="status" aria-live="assertive">
      {fresh ? (
        <div className="announce">
          <b>{fresh.role === 'test' ? 'Test alert' : 'New alert'}</b> {received ? `${utcTime(received)} UTC` : ''}{' '}
          {fresh.title}
          <Link to="/alerts" search={{ open: fresh.id }}>
            open
          </Link>
          <button type="button" className="plain" onClick={() => setFresh(null)}>
            dismiss
          </button>
        </div>
      ) : null}
    </div>
  );
};
