import { fileURLToPath } from 'node:url';
import { FakeGateway } from './server.ts';

/** `node dev/serve.ts [port] [seconds after the trigger] [rate]`: a played night without an observatory, for work on pages. */
const [port = '3100', startS = '0', rate = '5'] = process.argv.slice(2);
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const gateway = new FakeGateway({ dist, startS: Number(startS), rate: Number(rate), port: Number(port) });
console.log(`the fake gateway listens at ${await gateway.listen()}`);
