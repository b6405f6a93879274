import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { JobTable } from './job-table.js';
import { LetterTable } from './letter-table.js';
import { QueueTable } from './queue-table.js';
import { useJobs, useLetters, useOrder, useQueues, type Ordering } from './queues.data.js';

const STATES = ['WAITING', 'RUNNING', 'FAILED'] as const;

const Outcome = ({ order }: { order: Ordering }) => (
  <span role="status" className={order.isError ? 'problem' : 'muted'}>
    {order.isError ? order.error.message : order.isPending ? 'asking…' : order.isSuccess ? 'done' : ''}
  </span>
);

const JobFilter = () => {
  const { state } = useSearch({ from: '/queues' });
  const navigate = useNavigate({ from: '/queues' });
  const show = (wanted: string | undefined): void =>
    void navigate({
      search: ({ state: _, cursor: __, ...kept }) => (wanted ? { ...kept, state: wanted } : kept),
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="segments" role="group" aria-label="State of the jobs">
      <button type="button" aria-pressed={!state} onClick={() => show(undefined)}>
        all
      </button>
      {STATES.map((each) => (
        <button key={each} type="button" aria-pressed={state === each} onClick={() => show(each)}>
          {each.toLowerCase()}
        </button>
      ))}
    </div>
  );
};

const Jobs = ({ queue }: { queue: string }) => {
  const { state, cursor } = useSearch({ from: '/queues' });
  const jobs = useJobs(queue, { limit: '50', ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) });
  const order = useOrder();
  return (
    <Panel
      title={`Jobs of ${queue}`}
      aside={
        <>
          <Outcome order={order} />
          <JobFilter />
        </>
      }
    >
      <Loaded query={jobs}>
        {({ results, next, count }) => (
          <>
            <JobTable jobs={results} order={order} />
            <p className="quiet foot">
              {results.length} shown of {count.exact ? '' : 'about '}
              {count.value}.{' '}
              {next ? (
                <Link to="/queues" search={(kept) => ({ ...kept, cursor: next })} resetScroll={false}>
                  more
                </Link>
              ) : null}
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  );
};

const DeadLetters = () => {
  const { letters: cursor } = useSearch({ from: '/queues' });
  const letters = useLetters(cursor);
  const order = useOrder();
  return (
    <Panel title="Dead letters" aside={<Outcome order={order} />}>
      <Loaded query={letters}>
        {(page) => (
          <>
            <LetterTable letters={page} order={order} />
            {page.missing.map(({ service, because }) => (
              <p key={service} className="quiet">
                Those of {service} are not shown: {because}
              </p>
            ))}
            {page.next || cursor ? (
              <p className="quiet foot">
                {page.results.length} shown of {page.count.exact ? '' : 'about '}
                {page.count.value}.{' '}
                {page.next ? (
                  <Link to="/queues" search={(kept) => ({ ...kept, letters: page.next ?? '' })} resetScroll={false}>
                    older
                  </Link>
                ) : null}{' '}
                {cursor ? (
                  <Link to="/queues" search={({ letters: _, ...kept }) => kept} resetScroll={false}>
                    newest
                  </Link>
                ) : null}
              </p>
            ) : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
};

/** What waits, what runs, and what could not be done. */
export const QueuesPage = () => {
  usePageTitle('Queues');
  const { queue } = useSearch({ from: '/queues' });
  const queues = useQueues();
  const order = useOrder();
  return (
    <div className="page queues">
      <h1 className="sr">Queues</h1>
      <Panel title="Queues" aside={<Outcome order={order} />}>
        <Loaded query={queues}>
          {(all) => <QueueTable queues={all} chosen={queue ?? all.results[0]?.name ?? null} order={order} />}
        </Loaded>
      </Panel>
      {(queue ?? queues.data?.results[0]?.name) ? <Jobs queue={queue ?? queues.data?.results[0]?.name ?? ''} /> : null}
      <DeadLetters />
    </div>
  );
};
