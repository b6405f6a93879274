import { isConflict } from '../../live/api.js';
import { useNow } from '../../live/live.js';
import { Utc } from '../../shown/utc.js';
import { JsonEditor } from './json-editor.js';
import { usePresent, type Nouns, type Stored } from './pipelines.data.js';
import { changeOf, editable } from './rules.js';

const ONE = { presets: 'preset', rules: 'rule' } as const;

/** What is stored now, to be read beside what was typed. */
const Present = ({ stored }: { stored: Stored }) => {
  const now = useNow(1000);
  return (
    <details open>
      <summary>
        Revision {stored.revision} as it is now, by {stored.changedBy ?? 'nobody known'}{' '}
        <Utc iso={stored.changedAt} now={now} />. To save writes what you typed in its place.
      </summary>
      <pre className="present" tabIndex={0} role="region" aria-label="As it is now">
        {editable(stored)}
      </pre>
    </details>
  );
};

interface NounEditorProps {
  readonly noun: 'presets' | 'rules';
  /** As it was when it was opened; a new one has no `id`. */
  readonly opened: Readonly<Record<string, unknown>>;
  readonly nouns: Nouns;
  readonly onClose: () => void;
}

/**
 * Edits a preset or a rule. What somebody else has changed meanwhile is not overwritten: what was typed stays, and may be
 * saved once the present one was read.
 */
export const NounEditor = ({ noun, opened, nouns: { save }, onClose }: NounEditorProps) => {
  const present = usePresent(noun, String(opened['id']));
  const from = present.data?.revision ?? opened['revision'];
  const close = (): void => {
    // what went wrong here is no concern of the next that is opened
    save.reset();
    onClose();
  };
  return (
    <JsonEditor
      title={opened['id'] ? `Change ${String(opened['name'])}` : `New ${ONE[noun]}`}
      text={editable(opened)}
      problem={present.error?.message ?? save.error?.message ?? null}
      busy={save.isPending || present.isPending}
      onSave={(value) => save.mutate(changeOf(value, from), { onSuccess: onClose })}
      onClose={close}
    >
      {isConflict(save.error) ? (
        <p>
          <button type="button" disabled={present.isPending} onClick={() => present.mutate()}>
            read it as it is now
          </button>
        </p>
      ) : null}
      {present.data ? <Present stored={present.data} /> : null}
    </JsonEditor>
  );
};
