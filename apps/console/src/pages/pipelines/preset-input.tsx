import { usePresets } from './pipelines.data.js';

/** The preset a run or a chain begins from; nothing is shown where there is none. */
export const PresetInput = ({ preset, onPreset }: { preset: string; onPreset: (preset: string) => void }) => {
  const results = usePresets().data?.results ?? [];
  if (!results.length) return null;
  return (
    <label className="field">
      <span className="field-name">Preset</span>
      <select value={preset} onChange={(event) => onPreset(event.target.value)}>
        <option value="">none</option>
        {results.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
};
