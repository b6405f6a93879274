// Hostile frames through inspection and photometry: each is refused in words or gives sound numbers.
// `npm run bench -- reduction-fuzz [N] [SEED]`, default 10000 1. The last line is one JSON object.
import { bench } from '../dist/bench/reduction-fuzz/bench.js';

await bench(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 1));
