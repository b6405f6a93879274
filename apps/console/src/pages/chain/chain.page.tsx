import type { Chain } from '@nightjar/contracts';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useNow } from '../../live/live.js';
import { usePageTitle } from '../../shell/title.js';
import { duration } from '../../shown/duration.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { Reason } from '../../shown/reason.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import { chainActions } from '../pipelines/rules.js';
import { useChain, useChainOrder, useProcessesOf } from './chain.data.js';
import { chainSays, stepsOfChain, type StepOfChain } from './rules.js';

const Progress = ({ step: { state, progress, pipeline } }: { step: StepOfChain }) =>
  progress === null ? (
    <span className="muted">{state === 'RUNNING' ? 'does not tell' : '—'}</span>
  ) : (
    <>
      <progress value={progress} max={1} aria-label={`Progress of ${pipeline}`} />{' '}
      <span>{Math.round(100 * progress)} %</span>
    </>
  );

const Steps = ({ chain }: { chain: Chain }) => {
  const now = useNow(500);
  const navigate = useNavigate();
  const order = useChainOrder();
  const steps = stepsOfChain(chain, useProcessesOf(chain.steps.map(({ process }) => process)), now.getTime());
  const resume = (from: number): void =>
    order.mutate(
      { id: chain.id, does: 'resume', body: { from } },
      { onSuccess: (made) => made && void navigate({ to: '/chains/$id', params: { id: made.id } }) },
    );
  return (
    <Panel
      title="Steps"
      aside={
        <span role="status" className="problem">
          {order.error?.message ?? ''}
        </span>
      }
    >
      <div className="scroll" tabIndex={0} role="region" aria-label="Steps of the chain">
        <table className="chain-table">
          <thead>
            <tr>
              <th className="num">Step</th>
              <th>Pipeline</th>
              <th>State</th>
              <th>Progress</th>
              <th className="num">Elapsed</th>
              <th>Status</th>
              <th>
                <span className="sr">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.at}>
                <td className="num">{step.at + 1}</td>
                <td>
                  <Link to="/processes/$id" params={{ id: step.process }}>
                    {step.pipeline}
                  </Link>{' '}
                  <span className="muted">{[step.worksOn, step.waitsFor].filter(Boolean).join(', ')}</span>
                </td>
                <td>
                  <State value={step.state} />
                </td>
                <td className="nowrap">
                  <Progress step={step} />
                </td>
                <td className="num">{duration(step.elapsedS)}</td>
                <td>{step.status}</td>
                <td>
                  {step.resumable ? (
                    <button
                      type="button"
                      disabled={order.isPending}
                      aria-label={`resume from here: step ${step.at + 1}, ${step.pipeline}`}
                      onClick={() => resume(step.at)}
                    >
                      resume from here
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
};

const Cancel = ({ chain }: { chain: Chain }) => {
  const order = useChainOrder();
  const [asks, setAsks] = useState(false);
  if (!chainActions(chain).includes('cancel')) return null;
  return (
    <span className="process-does">
      <span role="status" className="problem">
        {order.error?.message ?? ''}
      </span>
      <button type="button" disabled={order.isPending} onClick={() => setAsks(true)}>
        cancel…
      </button>
      {asks ? (
        <Reason
          title="Cancel this chain?"
          does="cancel it"
          onDo={(because) => order.mutate({ id: chain.id, does: 'cancel', body: { because } })}
          onClose={() => setAsks(false)}
        >
          What of {chain.identifier} waits never starts; what runs is ended with all its programs.
        </Reason>
      ) : null}
    </span>
  );
};

const Head = ({ chain }: { chain: Chain }) => {
  const now = useNow(1000);
  return (
    <header className="process-head">
      <h1>{chain.identifier}</h1>
      <p>
        <State value={chain.state} /> <span>{chainSays(chain, now.getTime())}</span>
        <span className="muted">
          made <Utc iso={chain.createdAt} now={now} /> · ended <Utc iso={chain.finishedAt} now={now} /> · by{' '}
          {chain.startedBy}, {chain.cause} · {chain.inputs.length} {chain.inputs.length === 1 ? 'input' : 'inputs'}
        </span>
        {chain.target ? (
          <Link to="/targets/$id" params={{ id: chain.target }}>
            its target
          </Link>
        ) : null}
        <Cancel chain={chain} />
      </p>
      {chain.because ? <p className="problem">{chain.because}</p> : null}
    </header>
  );
};

/** A chain as it goes: each step, how far it is, and from where it can be resumed. */
export const ChainPage = () => {
  const { id } = useParams({ from: '/chains/$id' });
  const query = useChain(id);
  usePageTitle(query.data?.identifier ?? 'Chain');
  return (
    <Loaded query={query}>
      {(chain) => (
        <div className="page chain">
          <Head chain={chain} />
          <Steps chain={chain} />
        </div>
      )}
    </Loaded>
  );
};
