import type { Process } from '@nightjar/contracts';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { postJson } from '../../live/api.js';
import { Reason } from '../../shown/reason.js';

/** What can be done with a run: cancelled until it is over, and run again with changes. */
export const Actions = ({ process }: { process: Process }) => {
  const [asks, setAsks] = useState(false);
  const cancel = useMutation({
    mutationFn: (because: string) => postJson<Process>(`/api/processes/${process.id}/cancel`, { because }),
  });
  const { pipeline, id, target, state, identifier } = process;
  const search = { run: pipeline, again: id, ...(target === null ? {} : { target }) };
  return (
    <span className="process-does">
      {state === 'WAITING' || state === 'RUNNING' ? (
        <button type="button" disabled={cancel.isPending} onClick={() => setAsks(true)}>
          cancel…
        </button>
      ) : null}
      <Link className="button" to="/pipelines" search={search}>
        run again with changes
      </Link>
      <span role="status" className="problem">
        {cancel.error?.message ?? ''}
      </span>
      {asks ? (
        <Reason
          title="Cancel this process?"
          does="cancel it"
          onDo={(because) => cancel.mutate(because)}
          onClose={() => setAsks(false)}
        >
          {identifier}{' '}
          {state === 'WAITING' ? 'waits; it will never start.' : 'runs; it is ended with all its programs.'}
        </Reason>
      ) : null}
    </span>
  );
};
