// Brings the streams up to date, as only the keeper of the bus may: node streams.mjs URL SEED_FILE
import { Bus, readSeed } from '@nightjar/bus';
import { KEEPER } from './table.mjs';

const [, , url = '', file = ''] = process.argv;
const bus = await Bus.connect({ url, name: KEEPER, seed: readSeed(file) });
await bus.close();
