/** What the server said its clock shows, and when (on the browser's monotonic clock) it was so. */
export interface ClockReading {
  readonly serverMs: number;
  readonly rate: number;
  readonly takenAtMs: number;
}

/** Corrections below this much of real time are the network's jitter, not the clock's. */
const JITTER_S = 0.4;

/** The server's time now: it runs `rate` times as fast as ours. */
export const instantAt = (reading: ClockReading, monotonicMs: number): number =>
  reading.serverMs + (monotonicMs - reading.takenAtMs) * reading.rate;

/** A reading is true in the middle of the round trip that brought it. */
export const readingOf = (nowIso: string, rate: number, sentAtMs: number, gotAtMs: number): ClockReading => ({
  serverMs: Date.parse(nowIso),
  rate,
  takenAtMs: (sentAtMs + gotAtMs) / 2,
});

/** Keeps the old reading where the new one differs by jitter alone, so that seconds never run backwards for nothing. */
export const adopt = (kept: ClockReading | null, heard: ClockReading): ClockReading => {
  if (!kept || kept.rate !== heard.rate) return heard;
  const off = Math.abs(instantAt(kept, heard.takenAtMs) - heard.serverMs);
  return off < JITTER_S * 1000 * Math.max(1, heard.rate) ? kept : heard;
};
