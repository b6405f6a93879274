import { useNavigate } from '@tanstack/react-router';
import type { Scale } from '@nightjar/imaging/browser';
import { utcTime } from '../../shown/time.js';
import { DARKNESS_SAYS, type Band } from '../../sky/bands.js';
import { placeLabels, type ItemKind, type TimelineItem } from './rules.js';

const KINDS: readonly (readonly [ItemKind, string])[] = [
  ['planned', 'planned'],
  ['running', 'running'],
  ['done', 'done'],
  ['failed', 'failed'],
];

export const Legend = () => (
  <ul className="legend" aria-label="Legend">
    {KINDS.map(([kind, says]) => (
      <li key={kind}>
        <svg width="16" height="10" aria-hidden="true">
          <rect className={`block ${kind}`} x="1" y="1" width="14" height="8" />
        </svg>
        {says}
      </li>
    ))}
  </ul>
);

interface BandsProps {
  readonly bands: readonly Band[];
  readonly x: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The four twilights and the night as shades, lighter towards day. */
export const Bands = ({ bands, x, left, right, top, bottom }: BandsProps) => (
  <g>
    {bands.map((band) => {
      const [from, to] = [Math.max(left, x.px(band.fromMs)), Math.min(right, x.px(band.toMs))];
      if (to <= from) return null;
      return (
        <rect
          key={band.fromMs}
          className={`band ${band.darkness}`}
          x={from}
          y={top}
          width={to - from}
          height={bottom - top}
        >
          <title>{DARKNESS_SAYS[band.darkness]}</title>
        </rect>
      );
    })}
  </g>
);

/** The cross over what failed; a colour alone would not do. */
const FailMark = ({ x, y }: { x: number; y: number }) => (
  <path className="fail-mark" d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} />
);

interface BlocksProps {
  readonly name: string;
  readonly items: readonly TimelineItem[];
  readonly x: Scale;
  readonly y: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
}

const BAR = 18;
const CHAR_PX = 6.2;

/** One camera's row: names above, bars below. */
export const Blocks = ({ name, items, x, y, height, left, right }: BlocksProps) => {
  const navigate = useNavigate();
  const shown = items.filter((item) => x.px(item.toMs) > left && x.px(item.fromMs) < right);
  const labels = placeLabels(
    shown.map((item) => ({ key: item.key, name: item.name, xPx: Math.max(left + 2, x.px(item.fromMs)) })),
    CHAR_PX,
    2,
  ).filter((label) => label.xPx + label.name.length * CHAR_PX < right + 20);
  const barY = y + height - BAR - 4;
  return (
    <g>
      <text className="row-name" x={left - 6} y={barY + 13} textAnchor="end">
        {name}
      </text>
      <line className="row-line" x1={left} x2={right} y1={y + height - 1} y2={y + height - 1} />
      <g clipPath="url(#timeline-clip)">
        {shown.map((item) => {
          const width = Math.max(3, x.px(item.toMs) - x.px(item.fromMs));
          return (
            <g
              key={item.key}
              className="bar"
              onClick={() => void navigate({ to: '/targets/$id', params: { id: item.target } })}
            >
              <title>{`${item.name}\n${utcTime(new Date(item.fromMs))} to ${utcTime(new Date(item.toMs))} UTC\n${item.says}`}</title>
              <rect className={`block ${item.kind}`} x={x.px(item.fromMs)} y={barY} width={width} height={BAR} />
              {item.kind === 'failed' || item.kind === 'interrupted' ? (
                <FailMark x={x.px(item.fromMs) + width / 2} y={barY + BAR / 2} />
              ) : null}
            </g>
          );
        })}
      </g>
      {labels.map(({ key, name: text, xPx, level }) => (
        <g key={key} className="bar-name">
          <line x1={xPx} x2={xPx} y1={barY} y2={y + 2 + (1 - level) * 14} />
          <text x={xPx + 3} y={y + 11 + (1 - level) * 14}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
};
