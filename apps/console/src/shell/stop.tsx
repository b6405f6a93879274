import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useImperativeHandle, useState, type Ref } from 'react';
import { postJson } from '../live/api.js';
import { utcTime } from '../shown/time.js';
import { useNow } from '../live/live.js';
import { STOP_WITHIN_MS } from './keys.js';

interface Stopped {
  readonly stopped: readonly { readonly instrument: string; readonly says: string }[];
}

export interface StopHandle {
  readonly arm: () => void;
  readonly stop: () => void;
}

const Result = ({ answer, onClose }: { answer: Stopped | null; onClose: () => void }) => {
  const [at] = useState(useNow());
  return (
    <div className="stop-result" role="alert">
      <h2>Emergency stop at {utcTime(at)} UTC</h2>
      <ul>
        {answer?.stopped.map(({ instrument, says }) => (
          <li key={instrument}>
            <b>{instrument}</b> {says}
          </li>
        ))}
      </ul>
      {answer?.stopped.length ? null : <p>No device answered: look at the telescope.</p>}
      <p className="quiet">This is not the safety system of the site.</p>
      <button type="button" onClick={onClose}>
        close
      </button>
    </div>
  );
};

const Failure = ({ says, again, onClose }: { says: string; again: () => void; onClose: () => void }) => (
  <div className="stop-result failed" role="alert">
    <h2>Emergency stop FAILED</h2>
    <p>{says}. Use the hardware stop.</p>
    <button type="button" onClick={again}>
      stop again
    </button>{' '}
    <button type="button" onClick={onClose}>
      close
    </button>
  </div>
);

/** Always in the same place, never asks, and says what came of it. */
export const EmergencyStop = ({ ref }: { ref: Ref<StopHandle> }) => {
  const [armed, setArmed] = useState(false);
  const { mutate, reset, ...call } = useMutation({
    mutationFn: () => postJson<Stopped>('/api/emergency-stop', {}),
    networkMode: 'always',
  });
  const stop = useCallback(() => mutate(), [mutate]);
  useImperativeHandle(ref, () => ({ arm: () => setArmed(true), stop }), [stop]);
  useEffect(() => {
    if (!armed) return;
    const timer = setTimeout(() => setArmed(false), STOP_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  return (
    <div className="stop-place">
      <button
        type="button"
        className="stop"
        onClick={stop}
        title="Stops every movement and exposure and closes the dome, at once. Shift+Esc twice does the same."
      >
        {call.isPending ? 'stopping…' : 'STOP'}
      </button>
      {armed && call.isIdle ? (
        <div className="stop-hint" role="status">
          Shift+Esc once more stops everything
        </div>
      ) : null}
      {call.isSuccess ? <Result answer={call.data} onClose={reset} /> : null}
      {call.isError ? <Failure says={call.error.message} again={stop} onClose={reset} /> : null}
    </div>
  );
};
