// docs/reference/bus-permissions.md: what each identity may do on the bus, from the table that the server is given.
import { Naming, permissionsOf } from '@nightjar/bus';
import { serviceRights } from '../../deploy/local/bus/services.mjs';
import { identityTable, KEEPER } from '../../deploy/local/bus/table.mjs';

/** @typedef {import('@nightjar/bus').Rights} Rights */

/** What everybody has, whatever it declares. @param {string} service @param {readonly string[]} agents */
const common = (service, agents) =>
  permissionsOf(
    { service, agents, serves: [], consumes: [], works: [], asks: [], emits: [], tells: [], hears: [], follows: false },
    new Naming(''),
  );

/** @param {string} title @param {readonly string[]} subjects */
const block = (title, subjects) =>
  subjects.length > 0 ? [`**${title}**`, `\`\`\`text\n${subjects.join('\n')}\n\`\`\``] : [];

/** @param {Rights} mine @param {import('@nightjar/bus').Permissions} permissions */
function section(mine, permissions) {
  const { publish, subscribe } = common(mine.service, mine.agents);
  const own = permissions.publish.allow.filter((subject) => !publish.allow.includes(subject));
  return [
    `## ${mine.service}`,
    ...(mine.agents.length > 1 ? [`Agents: ${mine.agents.map((agent) => `\`${agent}\``).join(', ')}.`] : []),
    ...block('Publishes', own),
    ...block('but never', permissions.publish.deny),
    ...block(
      'Subscribes to',
      permissions.subscribe.allow.filter((subject) => !subscribe.allow.includes(subject)),
    ),
  ];
}

export function busPermissionsPage() {
  const rights = serviceRights();
  const table = identityTable(rights);
  const anybody = common('SERVICE', ['AGENT']);
  return [
    '# Permissions on the bus',
    'What NATS allows each identity; everything else is refused, and so is whoever has none. `*` stands for one token, `>` for one or more. [Why, and what this does not protect](../explanation/bus-security.md).',
    `The identity \`${KEEPER}\` may do everything. It brings the streams up to date at each start, and is an engineer’s way in.`,
    '## Every service',
    'SERVICE is its name, AGENT each name its processes go by. An answer, and a receipt before it, is allowed to where the request came from, for two minutes.',
    ...block('Publishes', anybody.publish.allow),
    ...block('Subscribes to', anybody.subscribe.allow),
    ...rights.flatMap((mine) => {
      const identity = table.find(({ name }) => name === mine.service);
      return identity ? section(mine, identity.permissions) : [];
    }),
  ].join('\n\n');
}
