// Malformed frames: each is read or refused by a FitsError. `npm run bench -- fits-fuzz [--count 10000] [--seed 1]`.
// The last line is one JSON object.
import { fuzz } from '../dist/bench/fits/fuzz.js';

await fuzz();
