import { KEYS_SAY } from '../frame/keys.js';
import { Overlay } from '../shown/overlay.js';

const KEYS: readonly (readonly [string, string])[] = [
  ['?', 'this list'],
  ['/', 'search targets by name or position'],
  ['g t', 'Tonight'],
  ['g a', 'Alerts'],
  ['g o', 'Targets (objects)'],
  ['g g', 'Groups of data products'],
  ['g p', 'Pipelines, chains, presets, rules'],
  ['g q', 'Queues and dead letters'],
  ['g s', 'System'],
  ['j / k', 'next / previous row'],
  ['Enter', 'open the row'],
  ['Space', 'tick the row, with Shift all up to it'],
  ['Esc', 'close what is open'],
  ['Shift+Esc, twice', 'EMERGENCY STOP'],
];

interface HelpProps {
  readonly letters: boolean;
  readonly onLetters: (on: boolean) => void;
  readonly onClose: () => void;
}

const Keys = ({ title, keys }: { readonly title: string; readonly keys: typeof KEYS }) => (
  <div>
    <h3>{title}</h3>
    <dl className="keys">
      {keys.map(([key, does]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </div>
);

export const Help = ({ letters, onLetters, onClose }: HelpProps) => (
  <Overlay titleId="help-title" className="help" onClose={onClose}>
    <h2 id="help-title">Keyboard</h2>
    <div className="help-keys">
      <Keys title="Everywhere" keys={KEYS} />
      <Keys title="Over the pixels of a frame" keys={KEYS_SAY} />
    </div>
    <label className="check">
      <input type="checkbox" checked={letters} onChange={(event) => onLetters(event.target.checked)} /> Single-letter
      keys are on (the emergency stop always is)
    </label>
    <p className="quiet">
      Times are UTC unless another scale is named. Coordinates are ICRS. Errors are 1σ, limits 3σ.
    </p>
    <button type="button" onClick={onClose}>
      close
    </button>
  </Overlay>
);
