import { instantOf, utcNear, utcStamp } from './time.js';

/** An instant in UTC: the time alone near now, the whole stamp on hover and for machines. */
export const Utc = ({ iso, now }: { iso: string | null | undefined; now: Date }) => {
  const date = instantOf(iso);
  if (!date) return <span className="muted">—</span>;
  return (
    <time dateTime={date.toISOString()} title={utcStamp(date)}>
      {utcNear(date, now)}
    </time>
  );
};
