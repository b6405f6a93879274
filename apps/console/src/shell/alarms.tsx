import { Link } from '@tanstack/react-router';
import { useStatus, useTick } from '../live/live.js';
import type { Alarm } from '../live/status.js';
import { duration } from '../shown/duration.js';
import { ToneIcon } from '../shown/icon.js';

/** So many stand open; the rest is a click away, so that alarms never push the night off the page. */
const OPEN = 2;

const AlarmLine = ({ alarm }: { alarm: Alarm }) => {
  const { name, severity, since, says, response } = alarm;
  const tone = severity === 'critical' ? 'bad' : 'warn';
  const place = name.startsWith('dead-letters.') ? '/queues' : '/system';
  return (
    <li className={`alarm tone-${tone}`}>
      <ToneIcon tone={tone} />
      <b>
        <span className="sr">{severity}: </span>
        {says}
      </b>
      <span className="alarm-since">for {duration(Math.max(0, Date.now() - Date.parse(since)) / 1000)}</span>
      <span className="alarm-response">{response}</span>
      <Link to={place}>look</Link>
    </li>
  );
};

/** What a person must act on, on every page while it stands; the worst first. */
export const Alarms = () => {
  const { alarms = [] } = useStatus();
  useTick(1000);
  const [first, rest] = [alarms.slice(0, OPEN), alarms.slice(OPEN)];
  return (
    <section aria-label="Alarms" className={alarms.length ? 'alarms' : 'sr'}>
      {/* told once when it comes; the running time beside it is not read out each second */}
      <p className="sr" role="alert">
        {alarms.map(({ says }) => says).join('. ')}
      </p>
      <ul>
        {first.map((alarm) => (
          <AlarmLine key={alarm.name} alarm={alarm} />
        ))}
      </ul>
      {rest.length ? (
        <details>
          <summary>{rest.length} more</summary>
          <ul>
            {rest.map((alarm) => (
              <AlarmLine key={alarm.name} alarm={alarm} />
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
};
