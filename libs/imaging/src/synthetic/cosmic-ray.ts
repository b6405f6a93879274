import type { Random } from './random.js';

/** A straight track of charge from a random place in a random direction; most are a few pixels long. */
export function addCosmicRay(
  plane: { readonly widthPx: number; readonly heightPx: number; readonly electrons: Float32Array },
  random: Random,
): void {
  const { widthPx, heightPx, electrons } = plane;
  const angle = 2 * Math.PI * random.uniform();
  const lengthPx = 1 - 5 * Math.log(random.uniform());
  const electronsPerPx = 400 - 1500 * Math.log(random.uniform());
  const [x0, y0] = [random.uniform() * widthPx, random.uniform() * heightPx];
  const step = 0.25;
  for (let s = 0; s < lengthPx; s += step) {
    const x = Math.floor(x0 + s * Math.cos(angle));
    const y = Math.floor(y0 + s * Math.sin(angle));
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return;
    electrons[y * widthPx + x] = (electrons[y * widthPx + x] ?? 0) + electronsPerPx * step;
  }
}
