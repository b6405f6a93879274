// A program of a site's folder for the fault `pipeline-kill`: it works for a known time, runs SExtractor where it is told
// to, and has children that never end by themselves, one of them in a session and a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** @param {object} words */
const say = (words) => console.log(JSON.stringify(words));

/** @param {string} script @param {boolean} [detached] */
const leave = (script, detached = false) => {
  const child = spawn('sh', ['-c', script], { stdio: 'ignore', detached });
  child.on('error', () => undefined).unref();
};

const { inputs, params } = JSON.parse(readFileSync(0, 'utf8'));

say({ step: 'begin' });
leave('sleep 3601 & sleep 3602');
leave('cd / && sleep 3603', true);

say({ step: 'work' });
const untilMs = Date.now() + 1000 * params.seconds;
if (params.extract) {
  writeFileSync('a.param', 'X_IMAGE\nY_IMAGE\nFLUX_AUTO\n');
  writeFileSync('a.sex', 'CATALOG_NAME a.cat\nPARAMETERS_NAME a.param\nFILTER N\nVERBOSE_TYPE QUIET\n');
}
do {
  if (params.extract) spawnSync('source-extractor', [inputs[0].path, '-c', 'a.sex'], { stdio: 'ignore' });
  await new Promise((done) => setTimeout(done, 20));
  say({ progress: [Math.min(99, Math.max(0, Math.round(100 - (untilMs - Date.now()) / 10 / params.seconds))), 100] });
} while (Date.now() < untilMs);

say({ step: 'write' });
writeFileSync('work.txt', inputs.map((/** @type {{ name: string }} */ { name }) => `${name}\n`).join(''));
say({ output: { file: 'work.txt', type: 'other', mediaType: 'text/plain', tag: 'work' } });
say({ done: `${inputs.length} files`, facts: {} });
