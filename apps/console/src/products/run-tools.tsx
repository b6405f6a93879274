import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { usePipelines } from '../pages/pipelines/pipelines.data.js';
import { useAddress } from './address.js';
import { runHindrance } from './rules.js';
import type { Ticks } from './ticks.js';

export const NOTHING_TICKED = 'Tick some products first.';

interface RunToolsProps {
  readonly ticks: Ticks;
  readonly target: string | null;
  readonly onTimelapse: () => void;
  readonly busy: boolean;
}

/** A link that leads nowhere yet, and why. */
export const Off = ({ children, why }: { children: ReactNode; why: string }) => (
  <button type="button" disabled title={why}>
    {children}
  </button>
);

/** Runs a pipeline on what is ticked, makes a film of it, or begins a chain with it. */
export const RunTools = ({ ticks, target, onTimelapse, busy }: RunToolsProps) => {
  const pipelines = (usePipelines().data?.results ?? []).filter(({ error }) => error === null);
  const [name, setName] = useState('');
  const products = [...ticks.values()];
  const chosen = pipelines.find((one) => one.name === name) ?? pipelines[0];
  const film = pipelines.find((one) => one.name === 'timelapse');
  const hinders = chosen && products.length ? runHindrance(chosen, products, target) : null;
  const noFilm = film ? runHindrance(film, products, target) : 'There is no pipeline for it.';
  const inputs = useAddress([...ticks.keys()]);
  const search = { ...(target === null ? {} : { target }), inputs };
  if (!chosen) return null;
  return (
    <>
      <label>
        Pipeline{' '}
        <select value={chosen.name} onChange={(event) => setName(event.target.value)}>
          {pipelines.map((one) => (
            <option key={one.name} value={one.name}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      {products.length && !hinders ? (
        <Link className="button" to="/pipelines" search={{ run: chosen.name, ...search }}>
          run…
        </Link>
      ) : (
        <Off why={hinders ?? NOTHING_TICKED}>run…</Off>
      )}
      <button
        type="button"
        disabled={noFilm !== null || busy}
        title={noFilm ?? 'With every setting as usual.'}
        onClick={onTimelapse}
      >
        make a timelapse
      </button>
      {products.length ? (
        <Link className="button" to="/chains/new" search={search}>
          begin a chain…
        </Link>
      ) : (
        <Off why={NOTHING_TICKED}>begin a chain…</Off>
      )}
      {hinders ? <p className="muted hinders">{hinders}</p> : null}
    </>
  );
};
