const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Instants from the wire are ISO strings with Z; null and nonsense become null, never 1970. */
export const instantOf = (iso: string | null | undefined): Date | null => {
  if (!iso) return null;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
};

/** `HH:MM:SS` in UTC. */
export const utcTime = (date: Date): string => date.toISOString().slice(11, 19);

/** `YYYY-MM-DDTHH:MM:SSZ`. */
export const utcStamp = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** Time alone for what lies within half a day of now, the whole stamp for everything else. */
export const utcNear = (date: Date, now: Date): string =>
  Math.abs(date.getTime() - now.getTime()) < 43_200_000 ? utcTime(date) : utcStamp(date);

const formats = new Map<string, Intl.DateTimeFormat>();

const localFormat = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
};

/** `HH:MM:SS` on the site's clock. An unknown time zone gives a dash, not another zone's time. */
export const localTime = (date: Date, timeZone: string): string => {
  try {
    return localFormat(timeZone).format(date);
  } catch {
    return '—';
  }
};

/** `HH:MM:SS` of an angle in hours, truncated as clocks are. */
export const hoursClock = (hours: number): string => {
  const seconds = Math.floor((((hours % 24) + 24) % 24) * 3600);
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
};

/** The night that begins on a local day: `2026-11-20/21`, or `2026-12-31/2027-01-01`. */
export const nightId = (firstDay: string): string => {
  const next = new Date(Date.parse(`${firstDay}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  if (next.slice(0, 7) === firstDay.slice(0, 7)) return `${firstDay}/${next.slice(8)}`;
  return next.slice(0, 4) === firstDay.slice(0, 4) ? `${firstDay}/${next.slice(5)}` : `${firstDay}/${next}`;
};
