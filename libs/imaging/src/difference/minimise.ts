export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * The simplex method of Nelder and Mead (1965) with its usual coefficients. `steps` are the edges of the first simplex.
 * Stops when the simplex' values agree to `tolerance`, or after `evaluations` calls.
 */
export function minimise(
  cost: (at: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  { tolerance = 1e-6, evaluations = 400 } = {},
): Minimum {
  const point = (at: readonly number[]): Minimum => ({ at, value: cost(at) });
  let simplex = [point(start), ...start.map((_, i) => point(start.map((x, j) => (i === j ? x + (steps[i] ?? 1) : x))))];
  for (let calls = simplex.length; calls < evaluations;) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, second, worst] = [simplex[0], simplex.at(-2), simplex.at(-1)];
    if (!best || !second || !worst) break;
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance)) break;
    const rest = simplex.slice(0, -1);
    const centre = start.map((_, i) => rest.reduce((sum, { at }) => sum + (at[i] ?? 0), 0) / rest.length);
    const along = (factor: number): Minimum => point(centre.map((c, i) => c + factor * ((worst.at[i] ?? 0) - c)));
    const reflected = along(-1);
    calls++;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      calls++;
      simplex = [...rest, expanded.value < reflected.value ? expanded : reflected];
    } else if (reflected.value < second.value) simplex = [...rest, reflected];
    else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      calls++;
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex = [...rest, contracted];
      else {
        simplex = simplex.map((vertex) =>
          vertex === best ? best : point(vertex.at.map((x, i) => ((best.at[i] ?? 0) + x) / 2)),
        );
        calls += rest.length;
      }
    }
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}
