import { nightEvents, skyTrack, type NightEvents, type Place, type SkyTrack } from '@nightjar/astro';
import type { Span } from '../plot/span.js';
import { darknessBands, type Band } from './bands.js';

const MARGIN_MS = 20 * 60_000;
const STEP_S = 300;

/** Everything about a night that does not change while it passes: computed once. */
export interface NightSky {
  readonly events: NightEvents;
  /** What a timeline shows: sunset to sunrise with a margin, or noon to noon where the Sun does not set or rise. */
  readonly span: Span;
  readonly track: SkyTrack;
  readonly bands: readonly Band[];
}

const spanOf = ({ sunset, sunrise, from, to }: NightEvents): Span =>
  sunset && sunrise
    ? { fromMs: sunset.getTime() - MARGIN_MS, toMs: sunrise.getTime() + MARGIN_MS }
    : { fromMs: from.getTime(), toMs: to.getTime() };

/** The night at a place that holds an instant. */
export const nightSky = (date: Date, place: Place): NightSky => {
  const events = nightEvents(date, place);
  const span = spanOf(events);
  const track = skyTrack(place, events.from, events.to, STEP_S);
  const count = Math.ceil((span.toMs - span.fromMs) / (STEP_S * 1000));
  const stepMs = (span.toMs - span.fromMs) / count;
  const sun = Array.from(
    { length: count + 1 },
    (_, i) => track.sun(new Date(Math.min(span.fromMs + i * stepMs, span.toMs))).altitudeDeg,
  );
  return { events, span, track, bands: darknessBands(span.fromMs, stepMs, sun) };
};
