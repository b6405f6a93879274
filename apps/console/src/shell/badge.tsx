import { useConnection } from '../live/live.js';
import { duration } from '../shown/duration.js';
import { ToneIcon } from '../shown/icon.js';

/** Whether what is shown is what is. */
export const ConnectionBadge = () => {
  const connection = useConnection();
  const tone = { live: 'ok', reconnecting: 'busy', stale: 'bad' } as const;
  return (
    <div className={`badge tone-${tone[connection.kind]}`} title="the live stream from the observatory">
      <ToneIcon tone={tone[connection.kind]} />
      <span role="status">{connection.kind}</span>
      {connection.kind === 'stale' ? <span> {duration(Math.max(10, Math.floor(connection.ageS)))}</span> : null}
    </div>
  );
};
