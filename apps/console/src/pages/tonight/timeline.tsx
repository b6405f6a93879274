import { scale } from '@nightjar/imaging/browser';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSite } from '../../live/live.js';
import { within, zoomed, type Span } from '../../plot/span.js';
import { Panel } from '../../shown/panel.js';
import { airmassCurve } from '../../sky/curve.js';
import type { NightSky } from '../../sky/night-sky.js';
import { AirmassPlot, TimeAxes } from './airmass-plot.js';
import { Bands, Blocks, Legend } from './timeline-parts.js';
import type { TimelineItem } from './rules.js';
import type { Followed } from './tonight.data.js';
import { useSize } from './use-size.js';

const LEFT = 52;
const RIGHT = 14;
const TOP = 22;
const ROW = 58;
const PLOT = 150;
const BOTTOM = 24;

interface TimelineProps {
  readonly sky: NightSky;
  readonly items: readonly TimelineItem[];
  readonly targets: readonly Followed[];
  readonly nowMs: number;
}

/** The part of the night shown, kept in the address so that a link shows the same. */
const useSpan = (whole: Span): [Span, (span: Span | null) => void] => {
  const { from, to } = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const [fromMs, toMs] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  const span = toMs > fromMs ? within({ fromMs, toMs }, whole) : whole;
  const show = (next: Span | null): void => {
    const iso = (ms: number): string => new Date(ms).toISOString();
    const full = !next || next.toMs - next.fromMs >= whole.toMs - whole.fromMs - 1000;
    void navigate({ search: full ? {} : { from: iso(next.fromMs), to: iso(next.toMs) }, replace: true });
  };
  return [span, show];
};

/** Night, plan and airmass over one axis of time. Wheel zooms, drag moves, a double click shows the whole night. */
export const Timeline = ({ sky, items, targets, nowMs }: TimelineProps) => {
  const site = useSite();
  const [box, width] = useSize<HTMLDivElement>(900);
  const [span, show] = useSpan(sky.span);
  const drag = useRef<{ x: number; span: Span } | null>(null);
  // The click that ends a drag is not meant for the block under it.
  const dragged = useRef(false);
  const [hoverMs, setHover] = useState<number | null>(null);
  const x = scale(span.fromMs, span.toMs, LEFT, width - RIGHT);
  const rows = [...new Set(items.map((item) => item.row))];
  const laneBottom = TOP + Math.max(1, rows.length) * ROW;
  const height = laneBottom + 8 + PLOT + BOTTOM;
  const curves = useMemo(
    () => targets.map((target) => ({ target, pieces: airmassCurve(sky.track, target, span, target.constraints) })),
    [targets, sky, span.fromMs, span.toMs],
  );
  const zoom = (
    factor: number,
    aboutMs = nowMs >= span.fromMs && nowMs <= span.toMs ? nowMs : (span.fromMs + span.toMs) / 2,
  ) => show(zoomed(span, aboutMs, factor, sky.span));
  useEffect(() => {
    const svg = box.current;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const left = svg?.getBoundingClientRect().left ?? 0;
      zoom(event.deltaY > 0 ? 1.25 : 0.8, x.value(event.clientX - left));
    };
    svg?.addEventListener('wheel', onWheel, { passive: false });
    return () => svg?.removeEventListener('wheel', onWheel);
  });
  const move = (event: React.PointerEvent<SVGSVGElement>): void => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setHover(px >= LEFT && px <= width - RIGHT ? x.value(px) : null);
    if (!drag.current || !(event.buttons & 1)) return;
    if (Math.abs(drag.current.x - event.clientX) > 4) dragged.current = true;
    if (!dragged.current) return;
    const byMs = ((drag.current.x - event.clientX) / (width - LEFT - RIGHT)) * (span.toMs - span.fromMs);
    show(within({ fromMs: drag.current.span.fromMs + byMs, toMs: drag.current.span.toMs + byMs }, sky.span));
  };
  return (
    <Panel
      title="Timeline"
      className="timeline-panel"
      aside={
        <>
          <Legend />
          <div className="segments" role="group" aria-label="Part of the night shown">
            <button type="button" onClick={() => zoom(0.5)} aria-label="nearer">
              +
            </button>
            <button type="button" onClick={() => zoom(2)} aria-label="further">
              −
            </button>
            <button
              type="button"
              onClick={() => show(within({ fromMs: nowMs - 1.8e6, toMs: nowMs + 5.4e6 }, sky.span))}
            >
              now
            </button>
            <button type="button" onClick={() => show(null)}>
              night
            </button>
          </div>
        </>
      }
    >
      <div ref={box} className="timeline-box">
        <svg
          className="timeline"
          width={width}
          height={height}
          role="img"
          aria-label={`Timeline of the night: ${items.length} blocks and observations; airmass of ${targets.map((t) => t.name).join(', ') || 'no target'}. The plan table below says the same.`}
          onPointerDown={(event) => {
            drag.current = { x: event.clientX, span };
            dragged.current = false;
          }}
          onPointerUp={() => (drag.current = null)}
          onPointerMove={move}
          onPointerLeave={() => {
            drag.current = null;
            setHover(null);
          }}
          onClickCapture={(event) => dragged.current && event.stopPropagation()}
          onDoubleClick={() => show(null)}
        >
          <clipPath id="timeline-clip">
            <rect x={LEFT} y={0} width={Math.max(0, width - LEFT - RIGHT)} height={height} />
          </clipPath>
          <Bands bands={sky.bands} x={x} left={LEFT} right={width - RIGHT} top={TOP} bottom={height - BOTTOM} />
          <TimeAxes
            span={span}
            x={x}
            top={TOP}
            bottom={height - BOTTOM}
            width={width}
            left={LEFT}
            timeZone={site.timeZone}
          />
          {rows.map((row, i) => (
            <Blocks
              key={row}
              name={row}
              items={items.filter((item) => item.row === row)}
              x={x}
              y={TOP + i * ROW}
              height={ROW}
              left={LEFT}
              right={width - RIGHT}
            />
          ))}
          <AirmassPlot
            sky={sky}
            curves={curves}
            x={x}
            top={laneBottom + 8}
            height={PLOT}
            left={LEFT}
            right={width - RIGHT}
            hoverMs={hoverMs}
          />
          {nowMs >= span.fromMs && nowMs <= span.toMs ? (
            <g className="now-line">
              <line x1={x.px(nowMs)} x2={x.px(nowMs)} y1={TOP - 4} y2={height - BOTTOM} />
              <path d={`M${x.px(nowMs)} ${TOP}l-5-7h10z`} />
            </g>
          ) : null}
        </svg>
      </div>
    </Panel>
  );
};
