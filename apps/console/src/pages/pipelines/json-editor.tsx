import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { Overlay } from '../../shown/overlay.js';
import { readJson } from './read.js';

interface JsonEditorProps {
  readonly title: string;
  readonly text: string;
  /** What went wrong when it was last saved. */
  readonly problem: string | null;
  readonly busy: boolean;
  readonly onSave: (value: unknown) => void;
  readonly onClose: () => void;
  /** What belongs to the problem. */
  readonly children?: ReactNode;
}

/** Edits something as JSON: what is no JSON is said at once, what is no lawful content the server says. */
export const JsonEditor = ({ title, text: given, problem, busy, onSave, onClose, children }: JsonEditorProps) => {
  const id = useId();
  const [text, setText] = useState(given);
  const json = readJson(text);
  const says = json.ok ? problem : json.because;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (json.ok) onSave(json.value);
  };
  return (
    <Overlay titleId={id} className="json-editor" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        <textarea
          aria-label={`${title}, as JSON`}
          aria-invalid={!json.ok}
          spellCheck={false}
          rows={22}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p role="alert" className={says ? 'problem' : 'quiet'}>
          {says ?? ''}
        </p>
        {children}
        <p className="reason-does">
          <button type="submit" disabled={!json.ok || busy}>
            save
          </button>
          <button type="button" onClick={onClose}>
            close
          </button>
        </p>
      </form>
    </Overlay>
  );
};
