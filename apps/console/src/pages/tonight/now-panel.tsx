import { Link } from '@tanstack/react-router';
import { duration } from '../../shown/duration.js';
import { Panel } from '../../shown/panel.js';
import { State } from '../../shown/state.js';
import type { Doing } from './rules.js';

const Observing = ({ doing, nowMs }: { doing: Extract<Doing, { kind: 'observing' }>; nowMs: number }) => {
  const { observation } = doing;
  const { frames, framesPlanned } = observation;
  return (
    <>
      <p className="now-what">
        <State value={observation.state} />
        <Link to="/targets/$id" params={{ id: observation.target }}>
          {observation.targetName}
        </Link>
        <span className="now-step">{observation.step}</span>
      </p>
      <p className="now-why">
        {observation.because ? `${observation.because} · ` : ''}
        for {duration((nowMs - Date.parse(observation.startedAt)) / 1000)} · {frames} of {framesPlanned} frames
      </p>
      <progress value={frames} max={Math.max(1, framesPlanned)} aria-label="frames taken" />
    </>
  );
};

const Waiting = ({ doing }: { doing: Extract<Doing, { kind: 'waiting' }> }) => (
  <>
    <p className="now-what">
      <State value="IDLE" />
      {doing.block ? (
        <Link to="/targets/$id" params={{ id: doing.block.target }}>
          {doing.says}
        </Link>
      ) : (
        <span>{doing.says}</span>
      )}
    </p>
    <p className="now-why">{doing.because}</p>
  </>
);

interface NowProps {
  readonly doing: Doing;
  readonly nowMs: number;
  readonly safe: boolean | null;
  readonly safeBecause: string;
}

/** What happens now and why; beside it whether the dome may be open, and why. */
export const NowPanel = ({ doing, nowMs, safe, safeBecause }: NowProps) => (
  <Panel
    title="Now"
    className="now-panel"
    aside={
      <span className="safety">
        <State value={safe === null ? 'UNKNOWN' : safe ? 'SAFE' : 'UNSAFE'} />{' '}
        <span className="muted">{safeBecause}</span>
      </span>
    }
  >
    {doing.kind === 'observing' ? <Observing doing={doing} nowMs={nowMs} /> : <Waiting doing={doing} />}
  </Panel>
);
