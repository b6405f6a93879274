// Bias and pull of fluxes, zero points, colour terms and limits on skies whose truth is known, and how fast the numbers come.
// `npm run bench -- photometry-numerics [--seeds 10]`. The last line is one JSON object.
import { bench } from '../dist/bench/photometry-numerics/bench.js';

bench();
