// How long a reduction takes, step by step, beside the bare tools in it: a frame of 650 x 500 and one of 4096 x 4096 pixels.
// `npm run bench -- reduction`. CORPUS_DIR names the folder with the observed frame. The last line is one JSON object.
import { bench } from '../dist/bench/reduction/bench.js';

await bench(process.env.CORPUS_DIR);
