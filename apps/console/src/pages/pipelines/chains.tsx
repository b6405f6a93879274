import type { Chain } from '@nightjar/contracts';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useNow } from '../../live/live.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { Reason } from '../../shown/reason.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import { useChainOrder } from '../chain/chain.data.js';
import { useChains } from './pipelines.data.js';
import { chainActions, chainSteps } from './rules.js';

const Steps = ({ chain }: { chain: Chain }) => (
  <ol className="chain-steps">
    {chainSteps(chain).map(({ process, pipeline, state, status, after }) => (
      <li key={process} title={after.length ? `after ${after.join(', ')}` : 'waits for no other step'}>
        <Link to="/processes/$id" params={{ id: process }}>
          {pipeline}
        </Link>
        <State value={state} />
        <span className="muted clip" title={status}>
          {status}
        </span>
      </li>
    ))}
  </ol>
);

/** The newest chains, each with its steps in a row. */
export const Chains = () => {
  const query = useChains();
  const { target } = useSearch({ from: '/pipelines' });
  const order = useChainOrder();
  const now = useNow(1000);
  const [cancelling, setCancelling] = useState<Chain | null>(null);
  return (
    <Panel
      title="Chains"
      aside={
        <>
          <span role="status" className={order.isError ? 'problem' : 'muted'}>
            {order.isError ? order.error.message : ''}
          </span>
          <Link className="button" to="/chains/new" search={target ? { target } : {}}>
            new chain
          </Link>
        </>
      }
    >
      <Loaded query={query}>
        {({ results }) =>
          results.length ? (
            <ul className="chains">
              {results.map((chain) => (
                <li key={chain.id}>
                  <p className="chain-head">
                    <Link to="/chains/$id" params={{ id: chain.id }}>
                      {chain.identifier}
                    </Link>{' '}
                    <State value={chain.state} />
                    <span className="muted">
                      <Utc iso={chain.createdAt} now={now} /> by {chain.startedBy}, {chain.cause}
                    </span>
                    {chain.because ? <span className="because">{chain.because}</span> : null}
                    <span className="chain-does">
                      {chainActions(chain).map((does) => (
                        <button
                          key={does}
                          type="button"
                          disabled={order.isPending}
                          aria-label={`${does} ${chain.identifier}`}
                          onClick={() =>
                            does === 'cancel' ? setCancelling(chain) : order.mutate({ id: chain.id, does, body: {} })
                          }
                        >
                          {does === 'cancel' ? 'cancel…' : 'resume'}
                        </button>
                      ))}
                    </span>
                  </p>
                  <Steps chain={chain} />
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">No chain has been run.</p>
          )
        }
      </Loaded>
      {cancelling ? (
        <Reason
          title="Cancel this chain?"
          does="cancel it"
          onDo={(because) => order.mutate({ id: cancelling.id, does: 'cancel', body: { because } })}
          onClose={() => setCancelling(null)}
        >
          What of {cancelling.identifier} waits never starts; what runs is ended with all its programs.
        </Reason>
      ) : null}
    </Panel>
  );
};
