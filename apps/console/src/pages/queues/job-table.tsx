import type { Job } from '@nightjar/contracts';
import { useState } from 'react';
import { useTick } from '../../live/live.js';
import { Copy } from '../../shown/copy.js';
import { duration } from '../../shown/duration.js';
import { Reason } from '../../shown/reason.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import type { Ordering } from './queues.data.js';
import { actionsOf, elapsedS, type JobAction } from './rules.js';

const WORDS: Readonly<Record<JobAction, string>> = {
  front: 'to the front',
  back: 'to the back',
  revoke: 'revoke',
  terminate: 'stop…',
  retry: 'try again',
};

interface JobRowProps {
  readonly job: Job;
  readonly now: Date;
  readonly busy: boolean;
  readonly onAct: (action: JobAction) => void;
}

const JobRow = ({ job, now, busy, onAct }: JobRowProps) => (
  <tr data-row tabIndex={-1}>
    <td>
      <Copy value={job.id} says="Identifier of the job" />
    </td>
    <td>
      <State value={job.state} /> {job.because ? <span className="because">{job.because}</span> : null}
    </td>
    <td className="num">{job.position ?? '—'}</td>
    <td className="num">{job.priority}</td>
    <td className="num">
      {job.attempt} of {job.attempts}
    </td>
    <td className="num">{duration(elapsedS(job, now.getTime()))}</td>
    <td>{job.askedBy}</td>
    <td>
      <Utc iso={job.createdAt} now={now} />
    </td>
    <td className="does">
      {actionsOf(job).map((action) => (
        <button
          key={action}
          type="button"
          disabled={busy}
          onClick={() => onAct(action)}
          aria-label={`${WORDS[action]}: ${job.id}`}
        >
          {WORDS[action]}
        </button>
      ))}
    </td>
  </tr>
);

/** Jobs of a queue, those that wait in their turn first, and what can be done with each. */
export const JobTable = ({ jobs, order }: { jobs: readonly Job[]; order: Ordering }) => {
  const [stopping, setStopping] = useState<string | null>(null);
  useTick(1000);
  const now = new Date();
  const act = (job: Job, action: JobAction): void => {
    const path = `/api/jobs/${job.id}`;
    if (action === 'terminate') setStopping(job.id);
    else if (action === 'revoke') order.mutate({ path: `${path}/revoke`, body: { because: 'from the console' } });
    else if (action === 'retry') order.mutate({ path: `${path}/retry` });
    else order.mutate({ path: `${path}/move`, body: { to: action } });
  };
  if (!jobs.length) return <p className="quiet">No such jobs.</p>;
  return (
    <>
      <div className="scroll tall" tabIndex={0} role="region" aria-label="Jobs">
        <table className="jobs-table">
          <thead>
            <tr>
              <th>Job</th>
              <th>State</th>
              <th className="num">Place</th>
              <th className="num">Priority</th>
              <th className="num">Attempt</th>
              <th className="num">Ran</th>
              <th>Asked by</th>
              <th>Asked (UTC)</th>
              <th>
                <span className="sr">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} now={now} busy={order.isPending} onAct={(action) => act(job, action)} />
            ))}
          </tbody>
        </table>
      </div>
      {stopping === null ? null : (
        <Reason
          title="Stop this job?"
          does="stop it"
          onDo={(because) => order.mutate({ path: `/api/jobs/${stopping}/revoke`, body: { terminate: true, because } })}
          onClose={() => setStopping(null)}
        >
          <code>{stopping}</code> runs. Its programs are ended, its temporary files removed, and it is not tried again.
        </Reason>
      )}
    </>
  );
};
