import { scale, type Scale } from '@nightjar/imaging/browser';
import { airmass } from '@nightjar/astro';
import type { Span } from '../../plot/span.js';
import { tickLabel, timeTicks } from '../../plot/ticks.js';
import { altitude, withUnit } from '../../shown/quantity.js';
import { localTime, utcTime } from '../../shown/time.js';
import type { CurvePoint } from '../../sky/curve.js';
import type { NightSky } from '../../sky/night-sky.js';
import { spreadLabels, type CurveLabel } from './rules.js';
import type { Followed } from './tonight.data.js';

const HIGHEST = 3;
const LINES = [1, 1.5, 2, 2.5, 3];

export interface Curve {
  readonly target: Followed;
  readonly pieces: readonly (readonly CurvePoint[])[];
}

interface AirmassProps {
  readonly sky: NightSky;
  readonly curves: readonly Curve[];
  readonly x: Scale;
  readonly top: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly hoverMs: number | null;
}

const lineOf = (piece: readonly CurvePoint[], x: Scale, y: Scale): string =>
  piece
    .map((p, i) => `${i ? 'L' : 'M'}${x.px(p.atMs).toFixed(1)} ${y.px(Math.min(p.airmass, HIGHEST)).toFixed(1)}`)
    .join('');

/** Where the curve is best seen: its lowest airmass within the plot. */
const best = (pieces: Curve['pieces']): CurvePoint | null =>
  pieces.flat().reduce<CurvePoint | null>((low, p) => (!low || p.airmass < low.airmass ? p : low), null);

const CHAR_PX = 6.4;

/** Each curve's name at its best point, kept within the plot and off the others. */
const namesOf = (curves: readonly Curve[], x: Scale, y: Scale, left: number, right: number): CurveLabel[] => {
  const labels = curves.flatMap(({ target: { id, name }, pieces }) => {
    const point = best(pieces);
    if (!point) return [];
    const xPx = Math.min(Math.max(left + 4, x.px(point.atMs) + 4), right - (name.length + 1) * CHAR_PX);
    return [{ key: id, name, xPx, yPx: y.px(point.airmass) - 4 }];
  });
  return spreadLabels(labels, CHAR_PX, 13);
};

const limitOf = (curves: readonly Curve[]): number | null => {
  const lowest = curves.map(({ target }) => target.constraints.minAltitudeDeg).filter((deg) => deg > 0);
  return lowest.length ? airmass(Math.min(...lowest)) : null;
};

/** Airmass against time with 1 at the top: thick where a target may be observed, thin where it only is up. */
export const AirmassPlot = ({ sky, curves, x, top, height, left, right, hoverMs }: AirmassProps) => {
  const y = scale(1, HIGHEST, top + 12, top + height);
  const limit = limitOf(curves);
  return (
    <g className="airmass">
      <text className="axis-title" transform={`translate(12 ${top + height / 2}) rotate(-90)`} textAnchor="middle">
        airmass
      </text>
      {LINES.map((value) => (
        <g key={value}>
          <line className="grid" x1={left} x2={right} y1={y.px(value)} y2={y.px(value)} />
          <text className="tick" x={left - 6} y={y.px(value) + 4} textAnchor="end">
            {value.toFixed(1)}
          </text>
        </g>
      ))}
      {limit && limit < HIGHEST ? (
        <line className="limit" x1={left} x2={right} y1={y.px(limit)} y2={y.px(limit)}>
          <title>{`limit: airmass ${limit.toFixed(2)}`}</title>
        </line>
      ) : null}
      <g clipPath="url(#timeline-clip)">
        {curves.map(({ target, pieces }, i) =>
          pieces.map((piece, k) => (
            <path
              key={`${target.id}${k}`}
              className={`curve series-${i % 6} ${piece.at(-1)?.observable ? 'observable' : ''}`}
              d={lineOf(piece, x, y)}
            >
              <title>{target.name}</title>
            </path>
          )),
        )}
      </g>
      {namesOf(curves, x, y, left, right).map(({ key, name, xPx, yPx }) => (
        <text key={key} className="curve-name" x={xPx} y={yPx}>
          {name}
        </text>
      ))}
      {hoverMs === null ? null : (
        <ReadOut sky={sky} curves={curves} x={x} y={y} atMs={hoverMs} top={top} left={left} right={right} />
      )}
    </g>
  );
};

interface ReadOutProps extends Pick<AirmassProps, 'sky' | 'curves' | 'x' | 'top' | 'left' | 'right'> {
  readonly y: Scale;
  readonly atMs: number;
}

const ReadOut = ({ sky, curves, x, y, atMs, top, left, right }: ReadOutProps) => {
  const at = new Date(atMs);
  const rows = curves.flatMap(({ target }) => {
    const track = sky.track.target(target);
    const { altitudeDeg, azimuthDeg } = track.altAz(at);
    if (altitudeDeg <= 0) return [];
    const moon = withUnit(track.moonSeparationDeg(at), '°', 0);
    return [
      `${target.name}  X ${airmass(altitudeDeg).toFixed(2)}  alt ${altitude(altitudeDeg)}  az ${withUnit(azimuthDeg, '°', 0)}  Moon ${moon}`,
    ];
  });
  const lines = [`${utcTime(at)} UTC   Sun ${altitude(sky.track.sun(at).altitudeDeg)}`, ...rows.slice(0, 6)];
  const width = Math.max(...lines.map((line) => line.length)) * 6.1 + 16;
  const boxX = Math.min(Math.max(left, x.px(atMs) + 10), right - width);
  return (
    <g className="read-out" pointerEvents="none">
      <line x1={x.px(atMs)} x2={x.px(atMs)} y1={22} y2={y.px(HIGHEST)} />
      <rect x={boxX} y={top + 40} width={width} height={lines.length * 15 + 8} />
      {lines.map((line, i) => (
        <text key={line} x={boxX + 8} y={top + 55 + i * 15} xmlSpace="preserve">
          {line}
        </text>
      ))}
    </g>
  );
};

interface AxesProps {
  readonly span: Span;
  readonly x: Scale;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly width: number;
  readonly timeZone: string;
}

/** UTC below, the site's own time above. */
export const TimeAxes = ({ span, x, top, bottom, left, width, timeZone }: AxesProps) => {
  const { stepMs, atMs } = timeTicks(span.fromMs, span.toMs, Math.max(3, Math.floor(width / 80)));
  const digits = stepMs < 60_000 ? 8 : 5;
  return (
    <g className="time-axes">
      <text className="axis-title" x={left - 6} y={bottom + 16} textAnchor="end">
        UTC
      </text>
      <text className="axis-title" x={left - 6} y={top - 8} textAnchor="end">
        local
      </text>
      {atMs.map((ms) => (
        <g key={ms} className={x.px(ms) < left + 16 || x.px(ms) > width - 30 ? 'at-edge' : ''}>
          <line className="grid" x1={x.px(ms)} x2={x.px(ms)} y1={top} y2={bottom} />
          <text className="tick" x={x.px(ms)} y={bottom + 16} textAnchor="middle">
            {tickLabel(ms, stepMs)}
          </text>
          <text className="tick local" x={x.px(ms)} y={top - 8} textAnchor="middle">
            {localTime(new Date(ms), timeZone).slice(0, digits)}
          </text>
        </g>
      ))}
    </g>
  );
};
