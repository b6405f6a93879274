import type { PhotometryDatum } from '@nightjar/contracts';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { filterStyle } from '../../plot/filters.js';
import { glyphPath, isStroked } from '../../plot/glyph.js';
import { useTheme } from '../../shell/theme.js';
import { duration } from '../../shown/duration.js';
import { magnitude } from '../../shown/quantity.js';
import { useSize } from '../tonight/use-size.js';
import { placeOf, plotData, plotOptions } from './light-curve-plot.js';
import { curveSays, nearestPoint, sinceTriggerS, type CurvePoint, type TimeAxis } from './rules.js';

const REACH_PX = 28;

interface Hover {
  readonly point: CurvePoint;
  readonly x: number;
  readonly y: number;
}

const ReadOut = ({ hover, triggerMs, width }: { hover: Hover; triggerMs: number | null; width: number }) => {
  const { datum } = hover.point;
  const left = hover.x > width * 0.6;
  return (
    <div
      className="plot-read-out"
      style={{ top: hover.y + 12, ...(left ? { right: width - hover.x + 12 } : { left: hover.x + 12 }) }}
    >
      <b>{magnitude(datum)}</b> {datum.filter}
      <br />
      MJD {datum.mjd.toFixed(6)}
      <br />
      {datum.time.slice(0, 23)}Z
      {triggerMs === null ? null : (
        <>
          <br />T + {duration(sinceTriggerS(datum, triggerMs))}
        </>
      )}
      <br />
      {datum.instrument}
      {datum.exposureS ? `, ${datum.exposureS} s` : ''} · {datum.source}
    </div>
  );
};

/** The symbol of a filter, as the plot draws it. */
export const FilterGlyph = ({ filter }: { filter: string }) => {
  const { colour, glyph } = filterStyle(filter);
  return (
    <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" style={{ color: `var(--${colour})` }}>
      <path
        d={glyphPath(glyph, 4.5)}
        fill={isStroked(glyph) ? 'none' : 'currentColor'}
        stroke="currentColor"
        strokeWidth={isStroked(glyph) ? 1.6 : 0}
      />
    </svg>
  );
};

interface LightCurveProps {
  readonly points: readonly CurvePoint[];
  readonly axis: TimeAxis;
  readonly triggerMs: number | null;
}

const HEIGHT = 340;

/** Magnitude (bright is up) against time. Drag zooms, a double click shows everything. */
export const LightCurve = ({ points, axis, triggerMs }: LightCurveProps) => {
  const theme = useTheme();
  const [box, width] = useSize<HTMLDivElement>(700);
  const [hover, setHover] = useState<Hover | null>(null);
  const latest = useRef(points);
  latest.current = points;
  useEffect(() => {
    if (!box.current || !points.length) return;
    const onHover = (u: uPlot): void => {
      const { left = -1, top = -1 } = u.cursor;
      const point = left < 0 ? null : nearestPoint(latest.current, placeOf(u), [left, top], REACH_PX);
      if (!point) return setHover(null);
      const [x, y] = placeOf(u)(point);
      setHover({ point, x: x + u.over.offsetLeft, y: y + u.over.offsetTop });
    };
    const plot = new uPlot(
      plotOptions({ points, axis, triggerMs, width, height: HEIGHT }, onHover),
      plotData(points),
      box.current,
    );
    return () => plot.destroy();
  }, [points, axis, triggerMs, width, theme]);
  return (
    <figure className="light-curve">
      <div
        ref={box}
        className="plot-box"
        style={{ minHeight: HEIGHT }}
        role="img"
        aria-label={`Light curve. ${curveSays(points)}`}
      >
        {points.length ? null : <p className="quiet">No measurement yet. The first appears here without a reload.</p>}
        {hover ? <ReadOut hover={hover} triggerMs={triggerMs} width={width} /> : null}
      </div>
      <figcaption className="quiet">
        {curveSays(points)} Error bars 1σ; hollow triangles are 3σ upper limits.
      </figcaption>
    </figure>
  );
};

/** The same as a table. */
export const LightCurveTable = ({
  data,
  triggerMs,
}: {
  data: readonly PhotometryDatum[];
  triggerMs: number | null;
}) => (
  <div className="scroll tall" tabIndex={0} role="region" aria-label="Measurements">
    <table>
      <thead>
        <tr>
          <th>MJD (UTC)</th>
          <th>UTC</th>
          {triggerMs === null ? null : <th>T +</th>}
          <th>Filter</th>
          <th>Magnitude</th>
          <th>Exposure</th>
          <th>Instrument</th>
          <th>Source</th>
        </tr>
      </thead>
      <tbody>
        {data.map((datum) => (
          <tr key={datum.id}>
            <td>{datum.mjd.toFixed(6)}</td>
            <td>{datum.time.slice(0, 19)}Z</td>
            {triggerMs === null ? null : <td>{duration(sinceTriggerS(datum, triggerMs))}</td>}
            <td>
              <FilterGlyph filter={datum.filter} /> {datum.filter}
            </td>
            <td>{magnitude(datum)}</td>
            <td>{datum.exposureS ? `${datum.exposureS} s` : '—'}</td>
            <td>{datum.instrument}</td>
            <td>{datum.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
