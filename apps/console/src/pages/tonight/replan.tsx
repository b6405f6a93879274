import type { NightPlan } from '@nightjar/contracts';
import { useMutation } from '@tanstack/react-query';
import { postJson } from '../../live/api.js';
import { Utc } from '../../shown/utc.js';

/** Which plan this is, and the wish for a new one. */
export const ReplanButton = ({ plan, now }: { plan: NightPlan | undefined; now: Date }) => {
  const replan = useMutation({ mutationFn: () => postJson('/api/plan/replan', {}) });
  return (
    <>
      {plan && plan.version > 0 ? (
        <span className="muted">
          version {plan.version}, made <Utc iso={plan.createdAt} now={now} /> UTC
        </span>
      ) : null}
      <span role="status">{replan.isError ? replan.error.message : replan.isSuccess ? 'asked for' : ''}</span>
      <button type="button" onClick={() => replan.mutate()} disabled={replan.isPending}>
        plan anew
      </button>
    </>
  );
};
