import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useReducer,
  useState,
  type ReactNode,
} from 'react';
import { adopt, instantAt, type ClockReading } from './clock.js';
import type { Connection } from './connection.js';
import { Meanwhile } from './meanwhile.js';
import { status, type StatusNow } from './queries.js';
import { Stream } from './stream.js';

/** What hardly ever changes: whoever uses only this is not rendered again by every heartbeat. */
interface Live {
  readonly site: StatusNow['site'];
  readonly clock: StatusNow['clock'];
  readonly reading: ClockReading;
  readonly connection: () => Connection;
}

const LiveContext = createContext<Live | null>(null);
const StatusContext = createContext<StatusNow | null>(null);

/** Longest wait for the stream before pages are shown without it. */
const STREAM_WAIT_MS = 1500;

/**
 * The stream, and whether it has been heard or waited for long enough. Pages read their lists only after it is open, and
 * what is heard while a list is under way is put into it, so nothing falls between a list and the events that follow it;
 * after a break everything is read again.
 */
const useStream = (cache: QueryClient): { stream: Stream; begun: boolean } => {
  const [begun, setBegun] = useState(false);
  const [meanwhile] = useState(() => new Meanwhile(cache));
  const begin = useEffectEvent((): void => {
    if (begun) meanwhile.missed();
    setBegun(true);
  });
  const [stream] = useState(() => new Stream((name, message) => meanwhile.hear(name, message.data, performance.now())));
  useEffect(() => meanwhile.watch(), [meanwhile]);
  useEffect(() => {
    const timer = setTimeout(() => setBegun(true), STREAM_WAIT_MS);
    stream.open(() => {
      clearTimeout(timer);
      begin();
    });
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [stream]);
  return { stream, begun };
};

/** Opens the stream once and keeps the caches true; renders its children as soon as clock, site and stream are there. */
export const LiveProvider = ({ children, waiting }: { children: ReactNode; waiting: ReactNode }) => {
  const { data } = useQuery(status());
  const [reading, setReading] = useState<ClockReading | null>(null);
  const { stream, begun } = useStream(useQueryClient());
  const heardReading = data?.reading;
  useEffect(() => {
    if (heardReading) setReading((kept) => adopt(kept, heardReading));
  }, [heardReading]);
  const { site, clock } = data ?? {};
  const live = useMemo(
    () => (site && clock && reading ? { site, clock, reading, connection: () => stream.connection() } : null),
    [site, clock?.mode, clock?.rate, reading, stream],
  );
  if (!live || !data || !begun) return waiting;
  return (
    <LiveContext value={live}>
      <StatusContext value={data}>{children}</StatusContext>
    </LiveContext>
  );
};

const given = <T,>(value: T | null): T => {
  if (value === null) throw new Error('the live facts are used outside their provider');
  return value;
};

const useLive = (): Live => given(useContext(LiveContext));

export const useStatus = (): StatusNow => given(useContext(StatusContext));
export const useSite = (): StatusNow['site'] => useLive().site;
/** How the observatory's clock runs; its time is {@link useNow}. */
export const useClock = (): StatusNow['clock'] => useLive().clock;

/** Renders again every so many milliseconds of real time. */
export const useTick = (everyMs: number): void => {
  const [, tick] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
};

/** The observatory's time, which may be played; renders again every `everyMs` of real time. */
export const useNow = (everyMs = 1000): Date => {
  const { reading } = useLive();
  useTick(everyMs);
  return new Date(instantAt(reading, performance.now()));
};

export const useConnection = (): Connection => {
  const { connection } = useLive();
  useTick(1000);
  return connection();
};
