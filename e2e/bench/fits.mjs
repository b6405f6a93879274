// Reading, unpacking and writing of 4096 x 4096 frames. `npm run bench -- fits`. The last line is one JSON object.
import { bench } from '../dist/bench/fits/bench.js';

await bench();
