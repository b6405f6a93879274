// Bytes of an alert in, first byte of the slew out; stored, acknowledged, matched, judged and planned in between.
// Rounds: `npm run bench -- alert-to-slew [ROUNDS]`. The last line is one JSON object.
import { burstPacket, isAck, sendPacket } from '../dist/night/burst.js';
import { eventually, Observatory } from '../dist/night/observatory.js';

const rounds = Number(process.argv[2] ?? 30);
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

await using observatory = await Observatory.start({ clock: '2008-03-19T06:00:00Z@1' });
const waits = [];
for (let round = 0; round < rounds; round++) {
  const { clock } = await observatory.get('/api/status');
  const trigger = String(500_000 + round);
  const packet = burstPacket({
    trigger,
    raDeg: 150 + ((round * 17) % 60),
    decDeg: 40 + ((round * 7) % 20),
    eventTime: new Date(Date.parse(clock.now) - 30_000),
  });
  const before = await slews();
  const sentAt = Date.now();
  if (!isAck(await sendPacket(observatory.vtpAuthorPort, packet))) throw new Error(`packet ${trigger} was refused`);
  const slew = await eventually('a slew', 20_000, async () =>
    (await slews()).find(({ id }) => !before.some((b) => b.id === id)),
  );
  waits.push(Date.parse(slew.sentAt) - sentAt);
  await withdraw(trigger);
}
waits.sort((a, b) => a - b);
console.log(`${rounds} alerts, one after the other, on an idle observatory`);
await observatory.stop();
console.log(
  JSON.stringify({
    bench: 'alert-to-slew',
    rounds,
    p50: at(waits, 0.5),
    p99: at(waits, 0.99),
    max: waits.at(-1),
    unit: 'ms',
  }),
);

async function slews() {
  const { results } = await observatory.get('/api/instruments/mount/commands?limit=20');
  return results.filter(({ order, sentAt }) => order.action === 'slew' && sentAt);
}

/** Ends the observation so that the next alert finds an idle telescope. */
async function withdraw(trigger) {
  const [target] = (await observatory.get(`/api/targets?q=${trigger}`)).results;
  const [request] = (await observatory.get(`/api/requests?target=${target.id}`)).results;
  await fetch(`${observatory.url}/api/requests/${request.id}/cancel`, {
    method: 'POST',
    headers: { ...observatory.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ because: 'the bench goes on' }),
  });
  await eventually('an idle telescope', 60_000, async () => {
    const { results } = await observatory.get('/api/observations?limit=5');
    return results.every(({ state }) => state !== 'RUNNING') || undefined;
  });
}
