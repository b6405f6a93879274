import type { Process } from '@nightjar/contracts';
import { photometryFigures, subtractionFigures } from '@nightjar/imaging/browser';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { getText } from '../../live/api.js';
import { DrawnFigure } from '../../plot/drawn-figure.js';
import { Panel } from '../../shown/panel.js';
import { tablesOf } from './rules.js';

const tableText = (id: string | undefined) =>
  queryOptions({
    queryKey: ['text', id] as const,
    queryFn: ({ signal }) => getText(`/api/data-products/${id}/file`, signal),
    enabled: id !== undefined,
    staleTime: Infinity,
  });

/** The plots of a run of photometry or of a subtraction, drawn from its tables; nothing where a process left none. */
export const Plots = ({ process }: { process: Process }) => {
  const ids = tablesOf(process.outputs);
  const objects = useQuery(tableText(ids.objects));
  const catalogue = useQuery(tableText(ids.catalogue));
  const limits = useQuery(tableText(ids.limits));
  const templateStars = useQuery(tableText(ids.templateStars));
  const [chosen, setChosen] = useState('photometry');
  const figures = useMemo(
    () => [
      ...photometryFigures({ objects: objects.data, catalogue: catalogue.data, limits: limits.data }),
      ...subtractionFigures({ templateStars: templateStars.data }),
    ],
    [objects.data, catalogue.data, limits.data, templateStars.data],
  );
  const fault = [objects, catalogue, limits, templateStars].find(({ isError }) => isError)?.error;
  const figure = figures.find(({ name }) => name === chosen) ?? figures[0];
  if ((ids.objects ?? ids.catalogue ?? ids.templateStars) === undefined) return null;
  return (
    <Panel
      title="Plots"
      className="plots-panel"
      aside={
        <label>
          <span className="muted">plot</span>{' '}
          <select value={figure?.name ?? ''} onChange={({ target }) => setChosen(target.value)}>
            {figures.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {fault ? (
        <p className="problem" role="alert">
          A table of this process could not be read: {fault.message}
        </p>
      ) : null}
      {figure ? <DrawnFigure figure={figure} /> : <p className="quiet">The tables are being read.</p>}
    </Panel>
  );
};
