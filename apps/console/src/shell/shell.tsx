import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { Alarms } from './alarms.js';
import { Announcer } from './announcer.js';
import { ConnectionBadge } from './badge.js';
import { Help } from './help.js';
import { useKept } from './kept.js';
import type { KeyAction } from './keys.js';
import { Search, SEARCH_ID } from './search.js';
import { SkyStrip } from './sky-strip.js';
import { EmergencyStop, type StopHandle } from './stop.js';
import { ThemeSwitch } from './theme-switch.js';
import { moveRow, openFocusedRow, useKeyboard } from './use-keyboard.js';

const PATHS = {
  tonight: '/',
  alerts: '/alerts',
  targets: '/targets',
  groups: '/data-product-groups',
  pipelines: '/pipelines',
  queues: '/queues',
  system: '/system',
} as const;

/** Tells the style sheets how high the header is, which wraps on a tablet: what lies over the page begins below it. */
const useMast = (): RefObject<HTMLElement | null> => {
  const mast = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const header = mast.current;
    if (!header) return;
    const tell = (): void =>
      document.documentElement.style.setProperty('--mast-height', `${header.getBoundingClientRect().height}px`);
    const observer = new ResizeObserver(tell);
    observer.observe(header);
    return () => observer.disconnect();
  }, []);
  return mast;
};

/** What surrounds every page: navigation, clocks, connection, theme, emergency stop and the keyboard. */
export const Shell = () => {
  const navigate = useNavigate();
  const stop = useRef<StopHandle>(null);
  const mast = useMast();
  const [help, setHelp] = useState(false);
  const [letters, keepLetters] = useKept('nightjar.letters');
  const act = useCallback(
    (action: KeyAction): void => {
      if (action.does === 'go') void navigate({ to: PATHS[action.to] });
      else if (action.does === 'help') setHelp(true);
      else if (action.does === 'search') document.getElementById(SEARCH_ID)?.focus();
      else if (action.does === 'next') moveRow(1);
      else if (action.does === 'previous') moveRow(-1);
      else if (action.does === 'arm-stop') stop.current?.arm();
      else if (action.does === 'stop') stop.current?.stop();
    },
    [navigate],
  );
  useKeyboard(act, letters);
  useEffect(() => {
    addEventListener('keydown', openFocusedRow);
    return () => removeEventListener('keydown', openFocusedRow);
  }, []);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="mast" ref={mast}>
        <div className="mast-row">
          <Link to="/" className="brand">
            Nightjar
          </Link>
          <nav aria-label="Pages">
            <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
              Tonight
            </Link>
            <Link to="/alerts">Alerts</Link>
            <Link to="/targets">Targets</Link>
            <Link to="/data-product-groups">Groups</Link>
            <Link to="/pipelines">Pipelines</Link>
            <Link to="/queues">Queues</Link>
            <Link to="/system">System</Link>
          </nav>
          <Search />
          <div className="mast-tools">
            <ConnectionBadge />
            <ThemeSwitch />
            <button
              type="button"
              className="plain round"
              aria-label="Keyboard help"
              title="keyboard help (?)"
              onClick={() => setHelp(true)}
            >
              ?
            </button>
          </div>
          <EmergencyStop ref={stop} />
        </div>
        <SkyStrip />
      </header>
      <Alarms />
      <Announcer />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      {help ? <Help letters={letters} onLetters={keepLetters} onClose={() => setHelp(false)} /> : null}
    </>
  );
};
