import type { Process } from '@nightjar/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { process as processQuery, processes } from '../../live/queries.js';
import { Loaded } from '../../shown/loaded.js';
import { Panel } from '../../shown/panel.js';
import { comparison, type Compared } from './settings.js';

const Rows = ({ title, rows }: { title: string; rows: readonly Compared[] }) => (
  <tbody>
    <tr>
      <th colSpan={3} scope="rowgroup">
        {title}
      </th>
    </tr>
    {rows.map(({ label, one, other, differs }) => (
      <tr key={label} className={differs ? 'is-other' : ''}>
        <td className="muted">{label}</td>
        <td>{one}</td>
        <td>
          {other} {differs ? <span className="sr">(differs)</span> : null}
        </td>
      </tr>
    ))}
  </tbody>
);

const Beside = ({ one, other }: { one: Process; other: Process }) => {
  const { settings, results } = comparison(one, other);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Two runs side by side">
      <table className="compared">
        <thead>
          <tr>
            <td />
            <th>{one.identifier}</th>
            <th>{other.identifier}</th>
          </tr>
        </thead>
        <Rows title="Flags and parameters" rows={settings} />
        <Rows title="Results" rows={results} />
      </table>
    </div>
  );
};

const Other = ({ one, id }: { one: Process; id: string }) => {
  const query = useQuery(processQuery(id));
  return <Loaded query={query}>{(other) => <Beside one={one} other={other} />}</Loaded>;
};

/** Another run of the same pipeline on the same target, beside this one. */
export const Compare = ({ process }: { process: Process }) => {
  const { with: other } = useSearch({ from: '/processes/$id' });
  const navigate = useNavigate({ from: '/processes/$id' });
  const query = useQuery(processes(process.target === null ? {} : { target: process.target }));
  const others = query.data?.results.filter((one) => one.pipeline === process.pipeline && one.id !== process.id) ?? [];
  const choose = (id: string): void =>
    void navigate({ search: id ? { with: id } : {}, replace: true, resetScroll: false });
  if (others.length === 0 && !other) return null;
  return (
    <Panel
      title="Compare"
      className="compare-panel"
      aside={
        <label>
          with{' '}
          <select value={other ?? ''} onChange={(event) => choose(event.target.value)}>
            <option value="">no other run</option>
            {other && !others.some(({ id }) => id === other) ? <option>{other}</option> : null}
            {others.map(({ id, identifier, state }) => (
              <option key={id} value={id}>
                {identifier} {state.toLowerCase()}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {other ? (
        <Other one={process} id={other} />
      ) : (
        <p className="quiet">Choose another run of {process.pipeline} to see both side by side.</p>
      )}
    </Panel>
  );
};
