import type { Process, Verdict, VerdictWord } from '@nightjar/contracts';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState, type KeyboardEvent } from 'react';
import { moveRow } from '../shell/use-keyboard.js';
import { usePageTitle } from '../shell/title.js';
import { Loaded } from '../shown/loaded.js';
import { Panel } from '../shown/panel.js';
import { CandidateRow } from './candidate-row.js';
import { useCandidateList, useGive, useProcess, useVerdicts } from './candidates.data.js';
import { candidatesOf, FILTERS, pageOf, shownOf, SORTS, vettingKey, type Candidate, type Given } from './rules.js';

const Choice = ({ name, all, value }: { name: 'show' | 'sort'; all: readonly string[]; value: string }) => {
  const navigate = useNavigate({ from: '/processes/$id/candidates' });
  return (
    <label>
      {name}{' '}
      <select
        value={value}
        onChange={(event) =>
          void navigate({ search: ({ page: _, ...kept }) => ({ ...kept, [name]: event.target.value }), replace: true })
        }
      >
        {all.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
};

const Pages = ({ page, pages }: { page: number; pages: number }) => {
  const navigate = useNavigate({ from: '/processes/$id/candidates' });
  const go = (to: number) => void navigate({ search: (kept) => ({ ...kept, page: String(to) }) });
  return (
    <p className="pages">
      <button type="button" disabled={page <= 1} onClick={() => go(page - 1)}>
        previous
      </button>{' '}
      page {page} of {pages}{' '}
      <button type="button" disabled={page >= pages} onClick={() => go(page + 1)}>
        next
      </button>
    </p>
  );
};

interface VettingProps {
  readonly process: Process;
  readonly verdicts: readonly Verdict[];
  /** What the process lists; null without a list. */
  readonly list: unknown;
}

const Vetting = ({ process, verdicts, list }: VettingProps) => {
  const search = useSearch({ from: '/processes/$id/candidates' });
  const give = useGive(process.id);
  const [given, setGiven] = useState<readonly Given[]>([]);
  const all = candidatesOf(process, verdicts, list);
  const filter = FILTERS.find((one) => one === search.show) ?? 'kept';
  const sort = SORTS.find((one) => one === search.sort) ?? 'significance';
  const shown = shownOf(all, filter, sort);
  const { page, pages, rows } = pageOf(shown, search.page);
  const judged = all.filter(({ verdict }) => verdict !== null).length;
  const judge = ({ name, verdict: before }: Candidate, verdict: VerdictWord | null): void => {
    setGiven([...given, { candidate: name, before }]);
    give.mutate({ candidate: name, verdict });
  };
  const undo = (): void => {
    const last = given.at(-1);
    if (!last) return;
    setGiven(given.slice(0, -1));
    give.mutate({ candidate: last.candidate, verdict: last.before });
  };
  const press = (candidate: Candidate, event: KeyboardEvent): void => {
    const key = vettingKey(event);
    if (key === null) return;
    event.preventDefault();
    if (key === 'undo') undo();
    else if (key === 'next' || key === 'previous') moveRow(key === 'next' ? 1 : -1);
    else {
      // the next one first: a candidate that no longer fits the filter takes the focus with it
      moveRow(1);
      judge(candidate, key.gives);
    }
  };
  return (
    <Panel
      title="Candidates"
      aside={
        <>
          <Choice name="show" all={FILTERS} value={filter} />
          <Choice name="sort" all={SORTS} value={sort} />
          <button type="button" disabled={!given.length} onClick={undo}>
            undo
          </button>
        </>
      }
    >
      <p className="muted">
        {shown.length} shown of {all.length}, {judged} judged. On a candidate: <kbd>r</kbd> real, <kbd>b</kbd> bogus,{' '}
        <kbd>u</kbd> unsure, <kbd>z</kbd> undo, <kbd>↑ ↓</kbd> move.
      </p>
      {give.isError ? (
        <p className="problem" role="alert">
          {give.error.message}
        </p>
      ) : null}
      <ul className="candidates">
        {rows.map((candidate) => (
          <CandidateRow
            key={candidate.name}
            candidate={candidate}
            frame={process.inputs[0] ?? null}
            onKey={(event) => press(candidate, event)}
            onGive={(verdict) => judge(candidate, verdict)}
          />
        ))}
      </ul>
      {pages > 1 ? <Pages page={page} pages={pages} /> : null}
      {shown.length ? null : (
        <p className="quiet">{all.length ? 'None of them.' : 'This process found no candidates.'}</p>
      )}
    </Panel>
  );
};

const Listed = (props: Omit<VettingProps, 'list'>) => {
  const list = useCandidateList(props.process);
  return <Loaded query={list}>{(found) => <Vetting {...props} list={found} />}</Loaded>;
};

/** The candidates of a process, to be judged by a person. */
export const CandidatesPage = () => {
  const { id } = useParams({ from: '/processes/$id/candidates' });
  const process = useProcess(id);
  const verdicts = useVerdicts(id);
  usePageTitle(`Candidates of ${process.data?.identifier ?? 'a process'}`);
  return (
    <Loaded query={process}>
      {(found) => (
        <div className="page candidates-page">
          <h1>
            <Link to="/processes/$id" params={{ id }}>
              {found.identifier}
            </Link>
          </h1>
          <Loaded query={verdicts}>{(page) => <Listed process={found} verdicts={page.results} />}</Loaded>
        </div>
      )}
    </Loaded>
  );
};
