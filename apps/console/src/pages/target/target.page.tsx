import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { target } from '../../live/queries.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { DataPanel } from './data-panel.js';
import { TargetFacts } from './facts.js';
import { Frames } from './frames.js';
import { Observations, Processes, Requests } from './history.js';
import { LightCurvePanel } from './light-curve-panel.js';
import { otherNames } from './rules.js';

/** A target: where it is, how bright it was, and everything done about it. */
export const TargetPage = () => {
  const { id } = useParams({ from: '/targets/$id' });
  const query = useQuery(target(id));
  usePageTitle(query.data?.name ?? 'Target');
  return (
    <Loaded query={query}>
      {(found) => (
        <div className="page target">
          <h1>
            {found.name} <span className="muted">{otherNames(found).join(' · ')}</span>
          </h1>
          <div className="column">
            <LightCurvePanel target={found} />
            <Frames target={found} />
            <DataPanel key={found.id} target={found} />
            <Processes target={found} />
          </div>
          <div className="column">
            <TargetFacts target={found} />
            <Requests target={found} />
            <Observations target={found} />
          </div>
        </div>
      )}
    </Loaded>
  );
};
