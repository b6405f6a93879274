import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTick } from '../../live/live.js';
import { duration } from '../../shown/duration.js';
import { Reason } from '../../shown/reason.js';
import { rowProps } from '../../shown/row.js';
import { State } from '../../shown/state.js';
import type { Ordering, Queues } from './queues.data.js';
import { elapsedS, queueWord, type ListedQueue } from './rules.js';

const rate = (perMinute: number | null): string => (perMinute === null ? '—' : perMinute.toFixed(1));

const Running = ({ queue: { running } }: { queue: ListedQueue }) => {
  if (!running?.length) return <span className="muted">{running ? 'nothing' : '—'}</span>;
  return running.map((job) => (
    <span key={job.id} className="nowrap" title={`${job.id}, attempt ${job.attempt} of ${job.attempts}`}>
      {job.subject.split('.').at(-1)} for {duration(elapsedS(job, Date.now()))}
    </span>
  ));
};

interface QueueRowProps {
  readonly queue: ListedQueue;
  readonly chosen: boolean;
  readonly order: Ordering;
  readonly onPause: () => void;
}

const QueueRow = ({ queue, chosen, order, onPause }: QueueRowProps) => {
  const { word, because } = queueWord(queue);
  return (
    <tr {...rowProps} className={`${chosen ? 'is-chosen' : ''} ${queue.depth === null ? 'stale' : ''}`}>
      <td>
        <Link
          to="/queues"
          search={{ queue: queue.name }}
          resetScroll={false}
          data-open
          aria-current={chosen ? 'true' : undefined}
          title={queue.says}
        >
          {queue.name}
        </Link>{' '}
        <span className="muted">{queue.service}</span>
      </td>
      <td>
        <State value={word} /> {because ? <span className="because">{because}</span> : null}
      </td>
      <td className="num">{queue.depth ?? '—'}</td>
      <td className="num">{duration(queue.oldestAgeS)}</td>
      <td>
        <Running queue={queue} />
      </td>
      <td className="num">{rate(queue.succeededPerMinute)}</td>
      <td className="num">{rate(queue.failedPerMinute)}</td>
      <td className="does">
        {queue.depth === null ? null : queue.paused === null ? (
          <button type="button" onClick={onPause} disabled={order.isPending} aria-label={`pause ${queue.name}`}>
            pause
          </button>
        ) : (
          <button
            type="button"
            onClick={() => order.mutate({ path: `/api/queues/${queue.name}/resume` })}
            disabled={order.isPending}
            aria-label={`resume ${queue.name}`}
          >
            resume
          </button>
        )}
      </td>
    </tr>
  );
};

/** How every queue is. */
export const QueueTable = ({ queues, chosen, order }: { queues: Queues; chosen: string | null; order: Ordering }) => {
  const [pausing, setPausing] = useState<string | null>(null);
  useTick(1000);
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label="Queues">
        <table>
          <thead>
            <tr>
              <th>Queue</th>
              <th>State</th>
              <th className="num">Waiting</th>
              <th className="num">Oldest</th>
              <th>Running</th>
              <th className="num">Done/min</th>
              <th className="num">Failed/min</th>
              <th>
                <span className="sr">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.results.map((queue) => (
              <QueueRow
                key={queue.name}
                queue={queue}
                chosen={queue.name === chosen}
                order={order}
                onPause={() => setPausing(queue.name)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {pausing === null ? null : (
        <Reason
          title={`Pause ${pausing}?`}
          does="pause it"
          onDo={(because) => order.mutate({ path: `/api/queues/${pausing}/pause`, body: { because } })}
          onClose={() => setPausing(null)}
        >
          No more jobs of it start until it is resumed. What runs goes on; what waits keeps its place.
        </Reason>
      )}
    </>
  );
};
