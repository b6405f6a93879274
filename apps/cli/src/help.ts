import type { Command } from './command.js';

const EXITS = 'Exit: 0 ok, 1 failure, 2 usage, 3 not found, 4 not allowed, 5 conflict, 6 time-out, 130 interrupted.';

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`.trimEnd()).join('\n');
};

/** The first page: what there is. */
export const overview = (commands: readonly Command[]): string => `nightjar COMMAND [OPTIONS]
Runs and asks a robotic observatory.

${columns(commands.map(({ name, positional, says }) => [positional ? `${name} ${positional.name}` : name, says]))}

  nightjar COMMAND --help shows examples. --json on every command; data on stdout, talk on stderr.
${EXITS}
`;

/** A command's page: examples first. */
export function page(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => {
    const names = option.short === undefined ? `--${name}` : `-${option.short}, --${name}`;
    return [option.type === 'string' ? `${names} ${option.value}` : names, option.says] as const;
  });
  const common = [
    ['--json', 'data as JSON, one record on each line'],
    ['--help', 'this page'],
  ] as const;
  return `${columns(command.examples.map(([line, does]) => [`$ ${line}`, does]))}

nightjar ${[command.name, command.positional?.name].filter(Boolean).join(' ')}: ${command.says}

${columns([...options, ...common])}
${EXITS}
`;
}
