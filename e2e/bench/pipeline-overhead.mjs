// What the machinery adds to the tools' own time: a chain of three steps beside the same commands run bare, in turn.
// `npm run bench -- pipeline-overhead [ROUNDS]`. The last line is one JSON object.
import { bench } from '../dist/bench/pipeline-overhead/bench.js';

await bench(Number(process.argv[2] ?? 10));
