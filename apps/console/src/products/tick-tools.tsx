import type { DataProduct } from '@nightjar/contracts';
import { isReduced } from './rules.js';
import { NONE, withThese } from './ticks.js';
import type { Ticking } from './use-ticks.js';

/** Ticks what is shown: all, what its name says is reduced, none. */
export const TickTools = ({ shown, ticking: { ticks, set } }: { shown: readonly DataProduct[]; ticking: Ticking }) => (
  <>
    <button type="button" onClick={() => set(withThese(ticks, shown))}>
      all
    </button>
    <button type="button" onClick={() => set(withThese(NONE, shown.filter(isReduced)))}>
      reduced
    </button>
    <button type="button" disabled={!ticks.size} onClick={() => set(NONE)}>
      none
    </button>
    <span className="muted" aria-live="polite">
      {ticks.size} ticked
    </span>
  </>
);
