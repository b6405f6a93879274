import { MAPS } from './colour.js';
import { CUTS, isCut, STRETCHES } from './levels.js';
import { LAYERS, type Layer, type Mark } from './marks.js';
import type { Settings } from './settings.js';

interface ControlsProps {
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
}

const Choice = <T extends string>({
  label,
  all,
  value,
  onChange,
}: {
  readonly label: string;
  readonly all: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}) => (
  <label>
    {label}{' '}
    <select value={value} onChange={(event) => onChange(all.find((one) => one === event.target.value) ?? value)}>
      {all.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  </label>
);

/** How brightness becomes colour. */
export const LookControls = ({ settings, onChange }: ControlsProps) => {
  const { stretch, cut, map, invert } = settings;
  const cuts = CUTS.includes(cut) || !isCut(cut) ? CUTS : [...CUTS, cut];
  return (
    <div className="frame-look">
      <Choice
        label="stretch"
        all={STRETCHES}
        value={stretch}
        onChange={(to) => onChange({ ...settings, stretch: to })}
      />
      <Choice label="percentiles" all={cuts} value={cut} onChange={(to) => onChange({ ...settings, cut: to })} />
      <Choice label="colours" all={MAPS} value={map} onChange={(to) => onChange({ ...settings, map: to })} />
      <label>
        <input
          type="checkbox"
          checked={invert}
          onChange={(event) => onChange({ ...settings, invert: event.target.checked })}
        />{' '}
        invert
      </label>
    </div>
  );
};

interface LayersProps extends ControlsProps {
  readonly marks: readonly Mark[];
  readonly hasWcs: boolean;
  readonly hasMask: boolean;
}

/** What is laid over the pixels, with how many of each there are; what is not there cannot be shown. */
export const LayerControls = ({ settings, onChange, marks, hasWcs, hasMask }: LayersProps) => {
  const { layers } = settings;
  const count = (layer: Layer): number => marks.filter((mark) => mark.layer === layer).length;
  const isThere = (layer: Layer): boolean =>
    layer === 'grid' ? hasWcs : layer === 'mask' ? hasMask : count(layer) > 0;
  const toggle = (layer: Layer, on: boolean): void => {
    const next = new Set(layers);
    if (on) next.add(layer);
    else next.delete(layer);
    onChange({ ...settings, layers: next });
  };
  return (
    <ul className="frame-layers">
      {LAYERS.map((layer) => (
        <li key={layer}>
          <label className={isThere(layer) ? '' : 'muted'}>
            <input
              type="checkbox"
              checked={layers.has(layer)}
              disabled={!isThere(layer)}
              onChange={(event) => toggle(layer, event.target.checked)}
            />{' '}
            <span className={`swatch over-${layer}`} aria-hidden="true" />{' '}
            {layer === 'grid' ? 'grid of RA, Dec' : layer}{' '}
            {count(layer) ? <span className="num muted">{count(layer)}</span> : null}
          </label>
        </li>
      ))}
    </ul>
  );
};
