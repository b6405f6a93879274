import { parseArgs } from 'node:util';
import { faults } from './registry.js';
import { sessionsOf } from './sessions.js';
import { shown, Stage } from './trial.js';

/** `npm run fault -- NAME [--rounds N] [--seed S]`. The last line is one JSON object. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string' } },
});
const fault = faults.find(({ name }) => name === positionals[0]);
if (!fault) {
  if (positionals[0]) console.error(`no fault named ${positionals[0]}`);
  for (const { name, says, doses } of faults) console.log(`${name.padEnd(22)} ${says} (${doses.full} rounds)`);
  process.exit(positionals[0] ? 3 : 0);
}
const dose = {
  rounds: Number(values.rounds ?? fault.doses.full),
  seed: Number(values.seed ?? Math.floor(Math.random() * 2 ** 31)),
};
if (!Number.isInteger(dose.rounds) || dose.rounds < 1 || !Number.isInteger(dose.seed)) {
  console.error('--rounds takes a whole number from 1, --seed a whole number');
  process.exit(2);
}
console.log(`${fault.name}: ${fault.says}; ${dose.rounds} rounds, seed ${dose.seed}`);
await using stage = await Stage.open([fault], (says) => console.error(says));
const missing = stage.unavailable.get(fault.name);
if (missing) {
  console.error(`${fault.name} is left out: ${missing}`);
  process.exit(1);
}
try {
  const { report, findings } = await stage.play(fault, dose);
  const left = await stage.close();
  const all = { ...findings, untidy: [...findings.untidy, ...left.map((says) => `runs after the stop: ${says}`)] };
  const said = shown(all);
  if (said) console.error(said);
  console.log(JSON.stringify({ ...report, untidy: all.untidy.length }));
  process.exitCode = all.lost.length + all.doubled.length + all.untidy.length === 0 ? 0 : 1;
} catch (broken) {
  console.error(`${fault.name} (seed ${dose.seed}): ${broken instanceof Error ? broken.message : String(broken)}`);
  console.error(stage.observatory.tail(60));
  console.error(await sessionsOf(stage.observatory));
  console.log(JSON.stringify({ fault: fault.name, ...dose, broken: String(broken) }));
  process.exitCode = 1;
}
