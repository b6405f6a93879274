import { useMemo } from 'react';
import { useNow } from '../../live/live.js';
import { usePageTitle } from '../../shell/title.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { darknessAt } from '../../sky/bands.js';
import { DeviceList } from './devices.js';
import { Dome } from './dome-view.js';
import { NowPanel } from './now-panel.js';
import { PlanTable, Unscheduled } from './plan-table.js';
import { ReplanButton } from './replan.js';
import { doingNow, timelineItems } from './rules.js';
import { Timeline } from './timeline.js';
import { followedTargets, useNightSky, useTonight } from './tonight.data.js';

/** The night at a glance: what happens now and why, what will, and what it happens with. */
export const TonightPage = () => {
  usePageTitle('Tonight');
  const now = useNow(1000);
  const nowMs = now.getTime();
  const sky = useNightSky(now);
  const { plan, observations, requests, devices } = useTonight();
  const seen = useMemo(
    () => observations.data?.results.filter(({ startedAt }) => Date.parse(startedAt) > sky.events.from.getTime()) ?? [],
    [observations.data, sky],
  );
  const targets = useMemo(() => followedTargets(plan.data, requests.data?.results ?? []), [plan.data, requests.data]);
  const items = timelineItems(plan.data, seen, requests.data?.results ?? [], nowMs);
  const darkness = darknessAt(sky.track.sun(now).altitudeDeg);
  const safe = devices.data?.safe ?? null;
  const doing = doingNow({
    observations: seen,
    plan: plan.data,
    safe,
    safeBecause: devices.data?.because ?? '',
    darkness,
    nowMs,
  });
  return (
    <div className="page tonight">
      <h1 className="sr">Tonight</h1>
      <div className="column">
        <NowPanel doing={doing} nowMs={nowMs} safe={safe} safeBecause={devices.data?.because ?? ''} />
        <Timeline sky={sky} items={items} targets={targets} nowMs={nowMs} />
        <Panel title="Plan" className="plan-panel" aside={<ReplanButton plan={plan.data} now={now} />}>
          <Loaded query={plan}>
            {(made) => <PlanTable plan={made} requests={requests.data?.results ?? []} now={now} />}
          </Loaded>
        </Panel>
        <Panel title="Not in the plan, and why" className="unscheduled-panel">
          <Loaded query={plan}>{(made) => <Unscheduled plan={made} requests={requests.data?.results ?? []} />}</Loaded>
        </Panel>
      </div>
      <div className="column">
        <Dome targets={targets} devices={devices.data?.results ?? []} doing={doing} />
        <Panel title="Devices" className="devices-panel">
          <Loaded query={devices}>{(list) => <DeviceList devices={list.results} />}</Loaded>
        </Panel>
      </div>
    </div>
  );
};
