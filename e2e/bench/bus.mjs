// The bus beside raw NATS: asks, events, outbox, queue, memory. `npm run bench -- bus [--minutes 10]`.
// The last line is one JSON object.
import { bench } from '../dist/bench/bus/bench.js';

await bench();
