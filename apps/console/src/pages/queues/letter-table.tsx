import type { DeadLetter } from '@nightjar/contracts';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Copy } from '../../shown/copy.js';
import { Reason } from '../../shown/reason.js';
import { rowProps } from '../../shown/row.js';
import { Utc } from '../../shown/utc.js';
import type { Letters, Ordering } from './queues.data.js';
import { stillChosen } from './rules.js';

const COLUMNS = 6;

const Body = ({ letter }: { letter: DeadLetter }) => (
  <div className="raw">
    <p className="raw-head">
      <span className="muted">
        message <code>{letter.messageId}</code> · {letter.kind}
      </span>
      {letter.traceId ? (
        <span>
          <span className="muted">trace</span> <Copy value={letter.traceId} says="Trace" />
        </span>
      ) : (
        <span className="muted">no trace</span>
      )}
    </p>
    <pre tabIndex={0} aria-label="Body of the message">
      {JSON.stringify(letter.payload, null, 2)}
    </pre>
  </div>
);

interface LetterRowProps {
  readonly letter: DeadLetter;
  readonly open: boolean;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
}

const LetterRow = ({ letter, open, chosen, onChoose }: LetterRowProps) => (
  <>
    <tr {...rowProps} className={open ? 'is-open' : ''}>
      <td>
        <input
          type="checkbox"
          checked={chosen}
          onChange={(event) => onChoose(event.target.checked)}
          aria-label={`choose ${letter.id}`}
        />
      </td>
      <td className="nowrap">
        <Link
          to="/queues"
          search={({ letter: _, ...kept }) => (open ? kept : { ...kept, letter: letter.id })}
          resetScroll={false}
          data-open
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Open'} the body of ${letter.id}`}
          className="expander"
        >
          {open ? '▾' : '▸'}
        </Link>{' '}
        {letter.id}
      </td>
      <td>
        <Utc iso={letter.failedAt} now={new Date()} />
      </td>
      <td className="consumer">{letter.consumer}</td>
      <td className="num">{letter.attempts}</td>
      <td className="letter-reason">{letter.reason}</td>
    </tr>
    {open ? (
      <tr className="raw-row">
        <td colSpan={COLUMNS}>
          <Body letter={letter} />
        </td>
      </tr>
    ) : null}
  </>
);

const wordOf = (ids: readonly string[]): string => (ids.length === 1 ? (ids[0] ?? '') : `${ids.length} messages`);

/** Messages that could not be handled; one or many of them tried again or thrown away. */
export const LetterTable = ({ letters, order }: { letters: Letters; order: Ordering }) => {
  const { letter: opened } = useSearch({ from: '/queues' });
  const [choice, setChoice] = useState<ReadonlySet<string>>(new Set());
  const [discarding, setDiscarding] = useState(false);
  const { results } = letters;
  const chosen = stillChosen(choice, results);
  const ids = [...chosen];
  const all = chosen.size === results.length;
  const choose = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChoice(next);
  };
  if (!results.length) return <p className="quiet">None: everything that came was handled.</p>;
  return (
    <>
      <p className="letter-tools">
        <label>
          <input
            type="checkbox"
            checked={all}
            onChange={() => setChoice(new Set(all ? [] : results.map(({ id }) => id)))}
          />{' '}
          all shown
        </label>
        <button
          type="button"
          disabled={!ids.length || order.isPending}
          onClick={() => order.mutate({ path: '/api/dead-letters/retry', body: { ids } })}
        >
          try again
        </button>
        <button type="button" disabled={!ids.length || order.isPending} onClick={() => setDiscarding(true)}>
          discard…
        </button>
        <span className="muted">{ids.length ? `${wordOf(ids)} chosen` : 'none chosen'}</span>
      </p>
      <div className="scroll" tabIndex={0} role="region" aria-label="Dead letters">
        <table className="letters-table">
          <thead>
            <tr>
              <th>
                <span className="sr">Chosen</span>
              </th>
              <th>Letter</th>
              <th>Given up (UTC)</th>
              <th>Consumer or queue</th>
              <th className="num">Attempts</th>
              <th>Reason</th>
            </tr>
          </thead>
          <tbody>
            {results.map((letter) => (
              <LetterRow
                key={letter.id}
                letter={letter}
                open={opened === letter.id}
                chosen={chosen.has(letter.id)}
                onChoose={(on) => choose(letter.id, on)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {discarding ? (
        <Reason
          title={`Discard ${wordOf(ids)}?`}
          does="discard"
          onDo={(because) => order.mutate({ path: '/api/dead-letters/discard', body: { ids, because } })}
          onClose={() => setDiscarding(false)}
        >
          What was asked for is not done, and cannot be tried again afterwards.
        </Reason>
      ) : null}
    </>
  );
};
