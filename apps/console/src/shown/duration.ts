const pad = (value: number): string => String(value).padStart(2, '0');

/** A duration for reading: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`, `3 d 04 h`. Unknown: a dash. */
export const duration = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '—';
  const sign = seconds < 0 ? '−' : '';
  const s = Math.abs(seconds);
  if (s < 9.95) return `${sign}${s.toFixed(1)} s`;
  if (s < 99.5) return `${sign}${Math.round(s)} s`;
  const whole = Math.round(s);
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 2880) return `${sign}${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.round(s / 3600);
  return `${sign}${Math.floor(hours / 24)} d ${pad(hours % 24)} h`;
};

/** How long ago something was heard, in whole seconds so that it does not flicker: `4 s ago`. */
export const age = (seconds: number | null): string => {
  if (seconds === null || !Number.isFinite(seconds)) return '—';
  return seconds < 1 ? 'now' : `${seconds < 99.5 ? `${Math.floor(seconds)} s` : duration(seconds)} ago`;
};

/** From event to receipt. Negative where the clocks of sender and receiver disagree: shown, not hidden. */
export const latencyS = (event: Date | null, received: Date | null): number | null =>
  event && received ? (received.getTime() - event.getTime()) / 1000 : null;
