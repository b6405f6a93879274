import { ToneIcon } from './icon.js';
import { toneOf, type Tone } from './tone.js';

/** A state: icon, colour and its own word. */
export const State = ({ value, tone }: { value: string | null | undefined; tone?: Tone }) => {
  const shown = tone ?? toneOf(value);
  return (
    <span className={`state tone-${shown}`}>
      <ToneIcon tone={shown} />
      {value ?? '—'}
    </span>
  );
};
