import type { Instrument } from '@nightjar/contracts';
import { useTick } from '../../live/live.js';
import { ageOf, type Heard } from '../../live/heard.js';
import { age } from '../../shown/duration.js';
import { deviceReadings } from '../../shown/reading.js';
import { State } from '../../shown/state.js';
import { toneOf } from '../../shown/tone.js';

/** Telemetry comes once a second; older than this it is greyed. */
const STALE_S = 10;

const Order = ({ command }: { command: NonNullable<Instrument['lastCommand']> }) => (
  <span className="command" title={`by ${command.actor}`}>
    {command.order.action} <State value={command.state} />
    {command.because ? <span className="muted"> {command.because}</span> : null}
  </span>
);

const Device = ({ device, nowMs }: { device: Heard<Instrument>; nowMs: number }) => {
  const ageS = ageOf(device, nowMs);
  const stale = ageS === null || ageS > STALE_S;
  const open = device.interlocks.filter(({ ok }) => !ok);
  return (
    <li className={stale ? 'device stale' : 'device'}>
      <div className="device-head">
        <b>{device.name}</b> {device.kind === device.name ? null : <span className="muted">{device.kind}</span>}
        <State value={ageS === null ? null : device.state} tone={stale ? 'unknown' : toneOf(device.state)} />
        <span className="device-age">{ageS === null ? 'never heard' : stale ? `stale, ${age(ageS)}` : age(ageS)}</span>
      </div>
      <dl className="values">
        {deviceReadings(device.values).map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {open.map(({ name, says }) => (
        <p key={name} className="interlock">
          <State value={name} tone="bad" /> {says}
        </p>
      ))}
      {device.lastCommand ? <Order command={device.lastCommand} /> : null}
    </li>
  );
};

/** Every device with its state and how old that word is. */
export const DeviceList = ({ devices }: { devices: readonly Heard<Instrument>[] }) => {
  useTick(1000);
  const nowMs = performance.now();
  if (!devices.length) return <p className="quiet">No device is known.</p>;
  return (
    <ul className="devices">
      {devices.map((device) => (
        <Device key={device.name} device={device} nowMs={nowMs} />
      ))}
    </ul>
  );
};
