import { connect } from '@nats-io/transport-node';
import { once } from 'node:events';
import { spread, type Spread } from './figures.js';
import { Echo } from './messages.js';
import type { Place } from './place.js';

const ROUNDS = 20;
const EACH = 250;
const said = {
  n: 1,
  text: 'a question of the usual length, some hundred bytes with its keys and quotes'.padEnd(200, '.'),
};

/** A typed, checked, traced ask beside raw request/reply: turn by turn in one run, each to a process of its own. */
export async function requests(place: Place): Promise<{ ask: Spread; raw: Spread; ratio: number }> {
  const subject = 'bench.raw.echo';
  const echo = await place.start('raw-echo.js', place.natsUrl, subject);
  if (echo.stdout) await once(echo.stdout, 'data');
  const connection = await connect({ servers: place.natsUrl });
  const body = JSON.stringify(said);
  const ways = {
    raw: async () => void (await connection.request(subject, body, { timeout: 5000 })).json(),
    ask: async () => void (await place.bus.ask(Echo, said)),
  };
  for (const way of [ways.raw, ways.ask]) await timed(way, 1000); // both warm
  const took: { raw: number[]; ask: number[] } = { raw: [], ask: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const name of round % 2 ? (['raw', 'ask'] as const) : (['ask', 'raw'] as const))
      took[name].push(...(await timed(ways[name], EACH)));
  await connection.close();
  const [ask, raw] = [spread(took.ask), spread(took.raw)];
  return { ask, raw, ratio: Math.round((ask.p50 / raw.p50) * 100) / 100 };
}

/** Milliseconds of each of so many calls, one after the other. */
async function timed(call: () => Promise<void>, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const since = performance.now();
    await call();
    took.push(performance.now() - since);
  }
  return took;
}
