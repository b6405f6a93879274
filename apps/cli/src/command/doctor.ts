import { defineCommand } from '../command.js';
import { isWell, type Finding } from '../doctor/finding.js';
import { examineIsolation } from '../doctor/isolation.js';
import { examineNode } from '../doctor/node.js';
import { examineNats, examinePostgres } from '../doctor/server.js';
import { examineStarIndex } from '../doctor/star-index.js';
import { examineTools } from '../doctor/tool.js';
import { Exit } from '../exit.js';
import { table } from '../table.js';
import { sayJson, type World } from '../world.js';

export const doctor = defineCommand({
  name: 'doctor',
  says: 'Looks at every program and server the observatory leans on: what is there, what is lost without it, how to get it.',
  examples: [
    ['nightjar doctor', 'a line for each; exit 1 when something needed is missing'],
    ['nightjar doctor --json', 'one JSON record for each'],
  ],
  options: {},
  async run({ json }, world) {
    const findings = [
      examineNode(),
      await examineNats(world),
      await examinePostgres(world),
      ...(await examineTools(world.env['PATH'])),
      examineStarIndex(),
      await examineIsolation(world.env['PATH']),
    ];
    if (json) for (const finding of findings) sayJson(world, finding);
    else world.say(table(findings.map((finding) => row(finding, world))));
    const bad = findings.filter(({ state }) => state !== 'present');
    for (const finding of bad) world.talk(`${advice(finding)}\n`);
    return findings.every(isWell) ? Exit.ok : Exit.failure;
  },
});

const row = ({ state, name, version, at, optional }: Finding, world: World): string[] => [
  state === 'present' ? mark('ok', 32, world) : mark(optional ? 'absent' : state, optional ? 33 : 31, world),
  name,
  version ?? '',
  at ?? '',
];

/** A word in a colour of the terminal, where colours are wanted. @param code SGR foreground */
const mark = (word: string, code: number, { colour }: World): string =>
  colour ? `\u001b[${code}m${word}\u001b[0m` : word;

const advice = ({ name, state, lost, install, at, optional }: Finding): string =>
  state === 'unreachable'
    ? `${name} does not answer at ${at ?? ''}; ${lost}. Is it running?`
    : `${name} is ${state}${optional ? ' (optional)' : ''}; ${lost}. Get it: ${install}`;
