import type { Instrument } from '@nightjar/contracts';
import { altAzUnder, moonUnder, skyAt, sunUnder, type Horizontal } from '@nightjar/astro';
import { geoCircle, geoPath } from 'd3-geo';
import { useNow, useSite } from '../../live/live.js';
import { withUnit } from '../../shown/quantity.js';
import { Panel } from '../../shown/panel.js';
import { domeLongitude, domeProjection } from '../../sky/dome.js';
import type { Doing } from './rules.js';
import type { Followed } from './tonight.data.js';

const SIZE = 280;
const CENTRE = SIZE / 2;
/** A coordinate of the horizon moved out to where its letter stands. */
const outside = (px: number): number => CENTRE + (px - CENTRE) * 1.075;
const projection = domeProjection(SIZE);
const path = geoPath(projection);
const ring = (altitudeDeg: number): string =>
  path(
    geoCircle()
      .center([0, 90])
      .radius(90 - altitudeDeg)(),
  ) ?? '';
const at = ({ azimuthDeg, altitudeDeg }: Horizontal): [number, number] =>
  projection([domeLongitude(azimuthDeg), altitudeDeg]) ?? [0, 0];
const up = ({ altitudeDeg }: Horizontal): boolean => altitudeDeg > 0;

const COMPASS = [
  ['N', 0],
  ['E', 90],
  ['S', 180],
  ['W', 270],
] as const;

const numberOf = (device: Instrument, key: string): number | null => {
  const value = device.values[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** Where a telescope points: by its own altitude and azimuth, else by its position on the sky. */
const pointing = (device: Instrument, sky: ReturnType<typeof skyAt>): Horizontal | null => {
  const [altitudeDeg, azimuthDeg] = [numberOf(device, 'ALT'), numberOf(device, 'AZ')];
  if (altitudeDeg !== null && azimuthDeg !== null) return { altitudeDeg, azimuthDeg };
  const [raDeg, decDeg] = [numberOf(device, 'RA'), numberOf(device, 'DEC')];
  return raDeg !== null && decDeg !== null ? altAzUnder(sky, { raDeg, decDeg }) : null;
};

/** The lit part of the Moon as a path of a disc of radius r about the origin; the lit limb is drawn to the right. */
const moonPath = (lit: number, r: number): string => {
  const bulge = Math.abs(1 - 2 * lit) * r;
  return `M0 ${-r}A${r} ${r} 0 0 1 0 ${r}A${bulge} ${r} 0 0 ${lit > 0.5 ? 1 : 0} 0 ${-r}Z`;
};

const Reticle = ({ x, y, name }: { x: number; y: number; name: string }) => (
  <g className="reticle" transform={`translate(${x} ${y})`}>
    <title>{name} points here</title>
    <circle r="8" />
    <path d="M-13 0h8M5 0h8M0-13v8M0 5v8" />
  </g>
);

interface DomeProps {
  readonly targets: readonly Followed[];
  readonly devices: readonly Instrument[];
  readonly doing: Doing;
}

/** The sky over the site: zenith in the middle, North up, East left. */
export const Dome = ({ targets, devices, doing }: DomeProps) => {
  const now = useNow(2000);
  const here = skyAt(now, useSite());
  const moon = moonUnder(here);
  const sun = sunUnder(here);
  const active = doing.kind === 'observing' ? doing.observation.target : doing.block?.target;
  const spots = targets.map((target) => ({ ...target, ...altAzUnder(here, target) })).filter(up);
  const scopes = devices.flatMap((device) => {
    const points = device.kind === 'telescope' ? pointing(device, here) : null;
    return points && up(points) ? [{ name: device.name, points }] : [];
  });
  const says = spots.map(
    (s) => `${s.name} at altitude ${withUnit(s.altitudeDeg, '°')}, azimuth ${withUnit(s.azimuthDeg, '°')}`,
  );
  return (
    <Panel title="Sky" className="dome-panel" aside={<span className="muted">zenith centre, N up, E left</span>}>
      <svg
        className="dome"
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`The sky over the site. ${says.join('; ') || 'No target is up.'}`}
      >
        <path className="dome-sky" d={ring(0)} />
        <path className="dome-ring" d={ring(30)} />
        <path className="dome-ring" d={ring(60)} />
        {COMPASS.map(([letter, azimuthDeg]) => {
          const [x, y] = at({ azimuthDeg, altitudeDeg: 0 });
          return (
            <g key={letter}>
              <line className="dome-ring" x1={CENTRE} y1={CENTRE} x2={x} y2={y} />
              <text className="dome-letter" x={outside(x)} y={outside(y) + 4}>
                {letter}
              </text>
            </g>
          );
        })}
        <text className="dome-scale" x={CENTRE + 4} y={at({ azimuthDeg: 0, altitudeDeg: 30 })[1] - 3}>
          30°
        </text>
        <text className="dome-scale" x={CENTRE + 4} y={at({ azimuthDeg: 0, altitudeDeg: 60 })[1] - 3}>
          60°
        </text>
        {up(sun) ? <circle className="sun" cx={at(sun)[0]} cy={at(sun)[1]} r="7" /> : null}
        {up(moon) ? (
          <g transform={`translate(${at(moon).join(' ')})`}>
            <title>{`Moon, ${Math.round(moon.illuminatedFraction * 100)} % lit`}</title>
            <circle className="moon-dark" r="7" />
            <path className="moon-lit" d={moonPath(moon.illuminatedFraction, 7)} />
            <text className="dome-name" y="20" textAnchor="middle">
              Moon
            </text>
          </g>
        ) : null}
        {spots.map((spot) => {
          const [x, y] = at(spot);
          const left = x > SIZE * 0.62;
          return (
            <g key={spot.id} transform={`translate(${x} ${y})`} className={spot.id === active ? 'spot active' : 'spot'}>
              <path d="M0-4.5L4.5 0 0 4.5-4.5 0Z" />
              <text className="dome-name" x={left ? -16 : 16} y={-6} textAnchor={left ? 'end' : 'start'}>
                {spot.name}
              </text>
            </g>
          );
        })}
        {scopes.map(({ name, points }) => (
          <Reticle key={name} name={name} x={at(points)[0]} y={at(points)[1]} />
        ))}
      </svg>
    </Panel>
  );
};
