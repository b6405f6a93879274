// A pipeline in any language: one JSON job on standard input, one JSON object in each line of standard output.
import { readFileSync, writeFileSync } from 'node:fs';

/** @param {object} words */
const say = (words) => console.log(JSON.stringify(words));

const { inputs, params } = JSON.parse(readFileSync(0, 'utf8'));

say({ step: 'list' });
/** @type {string[]} */
const lines = params.comment === '' ? [] : [`# ${params.comment}`];
for (const [index, { name, sha256 }] of inputs.entries()) {
  lines.push(`${sha256}  ${name}`);
  say({ progress: [index + 1, inputs.length] });
}
writeFileSync('inputs.sha256', `${lines.join('\n')}\n`);
say({ output: { file: 'inputs.sha256', type: 'log', mediaType: 'text/plain' } });
say({ done: `${inputs.length} files`, facts: { bytes: inputs.reduce((sum, { size }) => sum + size, 0) } });
