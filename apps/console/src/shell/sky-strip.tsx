import { localSiderealTime, mjd, moonPosition, nightOf, skyAt, sunUnder } from '@nightjar/astro';
import type { ReactNode } from 'react';
import { useClock, useNow, useSite } from '../live/live.js';
import { altitude } from '../shown/quantity.js';
import { hoursClock, localTime, nightId, utcTime } from '../shown/time.js';
import { darknessAt, DARKNESS_SAYS } from '../sky/bands.js';

const Fact = ({
  name,
  children,
  title,
  className,
}: {
  name: string;
  children: ReactNode;
  title?: string;
  className?: string;
}) => (
  <div className={`fact ${className ?? ''}`} title={title}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** Clocks, night, Sun and Moon: on every page. */
export const SkyStrip = () => {
  const clock = useClock();
  const site = useSite();
  const now = useNow(clock.rate > 1 ? 200 : 500);
  const sun = sunUnder(skyAt(now, site)).altitudeDeg;
  const moon = moonPosition(now, site);
  return (
    <dl className="strip" aria-label="Time and sky">
      <Fact name="UTC" className="clock">
        {utcTime(now)}
      </Fact>
      <Fact name="Local" title={site.timeZone}>
        {localTime(now, site.timeZone)}
      </Fact>
      <Fact name="LST" title="local apparent sidereal time">
        {hoursClock(localSiderealTime(now, site.longitudeDeg))}
      </Fact>
      <Fact name="MJD" title="modified Julian date, UTC">
        {mjd(now).toFixed(5)}
      </Fact>
      <Fact name="Night of">{nightId(nightOf(now, site).name)}</Fact>
      <Fact name="Sun" title="altitude of the centre, without refraction">
        {altitude(sun)} <span className="muted">{DARKNESS_SAYS[darknessAt(sun)]}</span>
      </Fact>
      <Fact name="Moon" title="altitude of the centre, lit part of the disc">
        {altitude(moon.altitudeDeg)} <span className="muted">{Math.round(moon.illuminatedFraction * 100)} % lit</span>
      </Fact>
      <Fact name="Site" className="site">
        {site.title}
      </Fact>
      {clock.mode === 'played' ? (
        <Fact name="Clock" className="played" title="this night is played, not real">
          played{clock.rate === 1 ? '' : ` ×${clock.rate}`}
        </Fact>
      ) : null}
    </dl>
  );
};
