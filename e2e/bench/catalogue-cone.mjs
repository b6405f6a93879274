// A cone search in a catalogue of two million stars: `npm run bench -- catalogue-cone [--rows 2000000] [--cones 500]`.
// The last line is one JSON object.
import { starField } from '@nightjar/testkit';
import { createDatabase, dropDatabase } from '@nightjar/persistence';
import { openCatalogueFile, StarStore } from '@nightjar/sky-servers';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '2000000' }, cones: { type: 'string', default: '500' } },
});
const [rows, cones] = [Number(values.rows), Number(values.cones)];
const server = process.env.NIGHTJAR_TEST_DATABASE_URL ?? '';
const name = `bench_stars_${process.pid}`;
const folder = await mkdtemp(join(tmpdir(), 'nightjar-bench-'));
const stars = starField(11, rows, { raDeg: 180, decDeg: 0 }, 90);
const path = join(folder, 'stars.csv');
const file = createWriteStream(path);
file.write('id,ra,dec,r,e_r,g,e_g\n');
for (let i = 0; i < rows; i += 10_000) {
  const lines = stars.slice(i, i + 10_000).map((star, k) => {
    const { raDeg, decDeg, r, gMinusR } = star;
    return `${i + k},${raDeg.toFixed(7)},${decDeg.toFixed(7)},${r.toFixed(4)},0.002,${(r + gMinusR).toFixed(4)},0.003\n`;
  });
  if (!file.write(lines.join(''))) await once(file, 'drain');
}
file.end();
await once(file, 'finish');

const url = await createDatabase(server, name);
const store = await StarStore.open(url);
const rounded = (/** @type {number} */ value) => Math.round(value * 100) / 100;
try {
  const startedMs = performance.now();
  const opened = await openCatalogueFile(path);
  await store.load('bench', opened.filters, opened.batches, 'stars.csv');
  const loadS = (performance.now() - startedMs) / 1000;
  console.log(`loaded ${rows} stars in ${loadS.toFixed(1)} s, ${Math.round(rows / loadS)} a second`);
  /** @type {Record<string, unknown>} */
  const figures = {};
  for (const radiusDeg of [0.25, 1]) {
    const times = [];
    let found = 0;
    for (const { raDeg, decDeg } of starField(5, cones, { raDeg: 180, decDeg: 0 }, 90)) {
      const began = performance.now();
      found += (await store.cone('bench', { raDeg, decDeg, radiusDeg }))?.length ?? 0;
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    const at = (/** @type {number} */ part) =>
      rounded(times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? NaN);
    const p = { p50: at(0.5), p95: at(0.95), starsEach: rounded(found / cones) };
    figures[`radius${radiusDeg}Deg`] = p;
    console.log(`cones of ${radiusDeg} degrees: p50 ${p.p50} ms, p95 ${p.p95} ms, ${p.starsEach} stars each`);
  }
  console.log(JSON.stringify({ bench: 'catalogue-cone', rows, cones, loadS: rounded(loadS), ...figures, unit: 'ms' }));
} finally {
  await store.close();
  await dropDatabase(server, name);
  await rm(folder, { recursive: true, force: true });
}
