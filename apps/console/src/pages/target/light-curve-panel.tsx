import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Target } from '@nightjar/contracts';
import { photometry } from '../../live/queries.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { instantOf } from '../../shown/time.js';
import { FilterGlyph, LightCurve, LightCurveTable } from './light-curve.js';
import { curvePoints, filtersOf, type TimeAxis } from './rules.js';

const toggled = (hidden: ReadonlySet<string>, filter: string): string =>
  [...(hidden.has(filter) ? [...hidden].filter((f) => f !== filter) : [...hidden, filter])].join(',');

/** The light curve and how it is shown; all of it in the address. */
export const LightCurvePanel = ({ target }: { target: Target }) => {
  const query = useQuery(photometry(target.id));
  const search = useSearch({ from: '/targets/$id' });
  const navigate = useNavigate({ from: '/targets/$id' });
  const show = (change: Partial<typeof search>): void =>
    void navigate({
      search: (kept) => Object.fromEntries(Object.entries({ ...kept, ...change }).filter(([, value]) => value)),
      replace: true,
    });
  const triggerMs = instantOf(target.epoch)?.getTime() ?? null;
  const axis: TimeAxis = search.time === 'log' && triggerMs !== null ? 'log' : 'mjd';
  const asTable = search.as === 'table';
  const hidden = useMemo(() => new Set(search.hide?.split(',').filter(Boolean)), [search.hide]);
  const data = query.data?.results;
  const points = useMemo(() => curvePoints(data ?? [], axis, triggerMs, hidden), [data, axis, triggerMs, hidden]);
  const filters = filtersOf(data ?? []);
  const aside = (
    <>
      <div className="segments filters" role="group" aria-label="Filters shown">
        {filters.map((filter) => (
          <button
            key={filter}
            type="button"
            aria-pressed={!hidden.has(filter)}
            onClick={() => show({ hide: toggled(hidden, filter) })}
          >
            <FilterGlyph filter={filter} /> {filter}
          </button>
        ))}
      </div>
      <div className="segments" role="group" aria-label="Axis of time">
        <button type="button" aria-pressed={axis === 'mjd'} onClick={() => show({ time: '' })}>
          MJD
        </button>
        <button
          type="button"
          aria-pressed={axis === 'log'}
          disabled={triggerMs === null}
          title={triggerMs === null ? 'no trigger time is known' : ''}
          onClick={() => show({ time: 'log' })}
        >
          log T−T₀
        </button>
      </div>
      <div className="segments" role="group" aria-label="Form">
        <button type="button" aria-pressed={!asTable} onClick={() => show({ as: '' })}>
          plot
        </button>
        <button type="button" aria-pressed={asTable} onClick={() => show({ as: 'table' })}>
          table
        </button>
      </div>
    </>
  );
  return (
    <Panel title="Light curve" className="curve-panel" aside={aside}>
      <Loaded query={query}>
        {(page) =>
          asTable ? (
            <LightCurveTable data={page.results.filter(({ filter }) => !hidden.has(filter))} triggerMs={triggerMs} />
          ) : (
            <LightCurve points={points} axis={axis} triggerMs={triggerMs} />
          )
        }
      </Loaded>
    </Panel>
  );
};
