import { drawFigure, type DrawnPanel, type Figure, type Shape } from '@nightjar/imaging/browser';
import { useMemo, useRef, useState } from 'react';
import { useSize } from '../frame/use-size.js';

const Drawn = ({ shape }: { shape: Shape }) => {
  if (shape.kind === 'path')
    return (
      <path
        d={shape.d}
        className={`plot-${shape.ink} ${shape.isFilled ? 'is-filled' : 'is-line'}`}
        opacity={shape.opacity}
        {...(shape.isDashed && { strokeDasharray: '6 4' })}
      />
    );
  const { x, y, text, anchor, sizePx, ink, isUpright } = shape;
  return (
    <text
      {...{ x, y, fontSize: sizePx, textAnchor: anchor, className: `plot-${ink} is-filled` }}
      {...(isUpright && { transform: `rotate(-90 ${x} ${y})` })}
    >
      {text}
    </text>
  );
};

/** What a panel reads at a place of the drawing; nothing outside of all of them. */
const readingAt = (panels: readonly DrawnPanel[], px: number, py: number): string => {
  const panel = panels.find(({ box }) => px >= box.left && px <= box.right && py >= box.top && py <= box.bottom);
  if (!panel) return '';
  const [x, y] = [panel.x.value(px), panel.y.value(py)].map((value) => String(Number(value.toPrecision(4))));
  return `${panel.x.label} ${x}, ${panel.y.label} ${y}`;
};

const asHighAsWide = 0.75;

/** A plot as wide as there is room, in the colours of the theme, with the values under the pointer. */
export const DrawnFigure = ({ figure }: { figure: Figure }) => {
  const box = useRef<HTMLDivElement>(null);
  const width = useSize(box)?.widthPx ?? 0;
  const [reading, setReading] = useState('');
  const drawing = useMemo(
    () => (width > 0 ? drawFigure(figure, { widthPx: width, heightPx: Math.round(width * asHighAsWide) }) : null),
    [figure, width],
  );
  return (
    <div ref={box} className="drawn-figure">
      {drawing ? (
        <svg
          width={drawing.widthPx}
          height={drawing.heightPx}
          role="img"
          aria-label={figure.title}
          onPointerMove={({ currentTarget, clientX, clientY }) => {
            const { left, top } = currentTarget.getBoundingClientRect();
            setReading(readingAt(drawing.panels, clientX - left, clientY - top));
          }}
          onPointerLeave={() => setReading('')}
        >
          {drawing.shapes.map((shape, i) => (
            <Drawn key={i} shape={shape} />
          ))}
        </svg>
      ) : null}
      <p className="muted num figure-reading">{reading || ' '}</p>
    </div>
  );
};
