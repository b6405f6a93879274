import type { NightPlan, ObservationRequest } from '@nightjar/contracts';
import { Link } from '@tanstack/react-router';
import { duration } from '../../shown/duration.js';
import { rowProps } from '../../shown/row.js';
import { State } from '../../shown/state.js';
import { Utc } from '../../shown/utc.js';
import { configurationsSay } from './rules.js';

interface PlanProps {
  readonly plan: NightPlan;
  readonly requests: readonly ObservationRequest[];
}

/** The blocks of the night in their order. */
export const PlanTable = ({ plan, requests, now }: PlanProps & { now: Date }) => {
  if (!plan.blocks.length) return <p className="quiet">No block is planned.</p>;
  const states = new Map(requests.map(({ id, state }) => [id, state]));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Blocks of the plan">
      <table>
        <thead>
          <tr>
            <th>Begin (UTC)</th>
            <th>Length</th>
            <th>Target</th>
            <th>Exposures</th>
            <th className="num">Airmass</th>
            <th className="num">Priority</th>
            <th>Request</th>
          </tr>
        </thead>
        <tbody>
          {plan.blocks.map((block) => (
            <tr key={`${block.request}${block.startAt}`} {...rowProps}>
              <td>
                <Utc iso={block.startAt} now={now} />
              </td>
              <td>{duration((Date.parse(block.endAt) - Date.parse(block.startAt)) / 1000)}</td>
              <td>
                <Link to="/targets/$id" params={{ id: block.target }} data-open>
                  {block.targetName}
                </Link>
              </td>
              <td>{configurationsSay(block.configurations)}</td>
              <td className="num">{block.airmass.toFixed(2)}</td>
              <td className="num">{block.priority}</td>
              <td>
                <State value={states.get(block.request) ?? null} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** Every open request that did not get in, with its reason. */
export const Unscheduled = ({ plan, requests }: PlanProps) => {
  const known = new Map(requests.map((request) => [request.id, request]));
  if (!plan.unscheduled.length) return <p className="quiet">Every open request is in the plan.</p>;
  return (
    <ul className="reasons">
      {plan.unscheduled.map(({ request, reason, says }) => {
        const wish = known.get(request);
        return (
          <li key={request}>
            {wish ? (
              <Link to="/targets/$id" params={{ id: wish.target }}>
                {wish.targetName}
              </Link>
            ) : (
              <code>{request}</code>
            )}
            <span>{says}</span>
            <code className="muted">{reason}</code>
          </li>
        );
      })}
    </ul>
  );
};
