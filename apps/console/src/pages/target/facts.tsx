import { airmass, altAzUnder, formatDec, formatRa, galactic, moonSeparation, skyAt } from '@nightjar/astro';
import type { Target } from '@nightjar/contracts';
import { useNow, useSite } from '../../live/live.js';
import { Copy } from '../../shown/copy.js';
import { duration } from '../../shown/duration.js';
import { Panel } from '../../shown/panel.js';
import { altitude, radius, withUnit } from '../../shown/quantity.js';
import { instantOf, utcStamp } from '../../shown/time.js';
import { EditExtras } from './extras-form.js';
import { written } from './extras.js';

/** Both written forms of a position: sexagesimal, and degrees with 0.04″. */
export const positionForms = ({ raDeg, decDeg }: { raDeg: number; decDeg: number }): [string, string] => [
  `${formatRa(raDeg, 3)} ${formatDec(decDeg, 2)}`,
  `${raDeg.toFixed(5)} ${decDeg < 0 ? '-' : '+'}${Math.abs(decDeg).toFixed(5)}`,
];

const SkyNow = ({ target }: { target: Target }) => {
  const now = useNow(2000);
  const site = useSite();
  const { altitudeDeg, azimuthDeg } = altAzUnder(skyAt(now, site), target);
  return (
    <>
      <div>
        <dt>Now at</dt>
        <dd>
          altitude {altitude(altitudeDeg)}, azimuth {withUnit(azimuthDeg, '°')}
        </dd>
      </div>
      <div>
        <dt>Airmass</dt>
        <dd>{altitudeDeg > 3 ? airmass(altitudeDeg).toFixed(2) : 'below the horizon'}</dd>
      </div>
      <div>
        <dt>Moon distance</dt>
        <dd>{withUnit(moonSeparation(target, now, site), '°')}</dd>
      </div>
    </>
  );
};

const Trigger = ({ epoch }: { epoch: Date }) => {
  const now = useNow(1000);
  return (
    <div>
      <dt>Trigger T₀</dt>
      <dd>
        {utcStamp(epoch)}{' '}
        <span className="muted nowrap">({duration((now.getTime() - epoch.getTime()) / 1000)} ago)</span>
      </dd>
    </div>
  );
};

/** Who the target is and where. */
export const TargetFacts = ({ target }: { target: Target }) => {
  const [sexagesimal, decimal] = positionForms(target);
  const { longitudeDeg, latitudeDeg } = galactic(target);
  const epoch = instantOf(target.epoch);
  return (
    <Panel title="Target" className="facts-panel" aside={<EditExtras target={target} />}>
      <dl className="facts">
        <div>
          <dt>ICRS</dt>
          <dd className="coords">
            <Copy value={sexagesimal} says="hours and degrees" />
            <Copy value={decimal} says="decimal degrees" />
          </dd>
        </div>
        <div>
          <dt>Error radius</dt>
          <dd>{radius(target.errorDeg)}</dd>
        </div>
        <div>
          <dt>Galactic</dt>
          <dd>
            l {withUnit(longitudeDeg, '°', 3)}, b {withUnit(latitudeDeg, '°', 3)}
          </dd>
        </div>
        {epoch ? <Trigger epoch={epoch} /> : null}
        <SkyNow target={target} />
        <div>
          <dt>Aliases</dt>
          <dd>{target.aliases.join(', ') || '—'}</dd>
        </div>
        {Object.entries(target.extras).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{written(value)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};
