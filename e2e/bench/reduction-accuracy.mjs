// Completeness, purity, bias and pull of what is measured on skies whose truth is known, with the real tools.
// `npm run bench -- reduction-accuracy [SEED]`, default 1. The last line is one JSON object.
import { bench } from '../dist/bench/reduction-accuracy/bench.js';

bench(Number(process.argv[2] ?? 1));
