// docs/reference/pipelines.md: what each built-in pipeline may be told, from the definitions that it is judged by.
import { listingOf, pipelines, stdwebDifferences, stdwebKeyOf } from '@nightjar/pipelines';
import { table } from './fields.mjs';

/** @param {string} pipeline @param {string} name */
function keyOf(pipeline, name) {
  const key = stdwebKeyOf(pipeline, name);
  return key === undefined ? '' : `\`${key}\``;
}

/** @param {any} schema */
function valueOf({ type, enum: values, minimum, maximum, exclusiveMinimum, anyOf }) {
  if (values) return values.join(', ');
  if (anyOf) return anyOf.map((/** @type {any} */ one) => one.type).join(' or ');
  // zod's own bounds of a whole number say nothing
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const low = exclusiveMinimum === undefined ? least : `above ${exclusiveMinimum}`;
  const high = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low === undefined && high === undefined) return type;
  return `${type}, ${low ?? ''}${high === undefined ? '' : ` to ${high}`}`;
}

/** @param {import('@nightjar/pipelines').Pipeline} pipeline */
function section(pipeline) {
  const { name, says, accepts, flags, params, tools } = listingOf(pipeline);
  const properties = /** @type {Record<string, any>} */ (params.properties ?? {});
  const parts = [`## ${name}`, says];
  parts.push(
    `Works on ${accepts.types?.join(', ') ?? (accepts.data ? `reduced data (${accepts.data})` : 'files')}; a target is ${accepts.target}. Programs: ${tools.length > 0 ? tools.map((tool) => `\`${tool}\``).join(', ') : 'none'}.${accepts.kept === undefined ? '' : ` May choose among kept frames tagged \`${accepts.kept}\`.`}`,
  );
  const named = Object.entries(flags);
  if (named.length > 0)
    parts.push(
      table(
        ['flag', 'STDWeb', 'default', 'says'],
        named.map(([flag, { default: set, title, says }]) => [
          `\`${flag}\``,
          keyOf(name, flag),
          set ? 'yes' : 'no',
          says === undefined ? title : `${title}. ${says}`,
        ]),
      ),
    );
  for (const group of new Set(Object.values(properties).map((schema) => schema.group))) {
    const rows = Object.entries(properties)
      .filter(([, schema]) => schema.group === group)
      .map(([param, schema]) => [
        ...[`\`${param}\``, keyOf(name, param), valueOf(schema), schema.unit ?? ''],
        ...[
          schema.default === undefined ? '' : Array.isArray(schema.default) ? 'none' : `\`${schema.default}\``,
          schema.description ?? '',
        ],
      ]);
    if (group !== undefined) parts.push(`### ${group}`);
    parts.push(table(['parameter', 'STDWeb', 'value', 'unit', 'default', 'says'], rows));
  }
  return parts;
}

/** @param {Readonly<Record<string, string>>} reasons */
const reasonRows = (reasons) => Object.entries(reasons).map(([key, because]) => [`\`${key}\``, because]);

/** What STDWeb has in the folder of a task, and what is made here: the name alone where they are the same. */
function files() {
  const { byStep, others } = stdwebDifferences.files;
  const rows = Object.entries(byStep).flatMap(([step, made]) =>
    made.map(({ stdweb, here = [], flag, because }) => [
      ...[
        step,
        `\`${stdweb}\``,
        here.map((name) => (name === stdweb ? 'the same' : `\`${name}\``)).join(', ') || 'none',
      ],
      [...(flag === undefined ? [] : [`with the flag \`${flag}\``]), ...(because === undefined ? [] : [because])].join(
        '; ',
      ),
    ]),
  );
  return [
    '## Files of STDWeb’s steps',
    'What each step of STDWeb leaves in the folder of its task, and what it is here: beside the image in `<stem>.nightjar/`, where the name of the step stands before that of the file (`photometry_objects.ecsv`), and on a site among the outputs of the process, with its identifier before it. An asterisk stands for any part of a name.',
    table(['step', 'STDWeb', 'here', 'how, or why not'], rows),
    'Other files of a task:',
    table(['STDWeb', 'here'], Object.entries(others)),
  ];
}

function differences() {
  const { leftOut, otherDefaults } = stdwebDifferences;
  return [
    '## What differs from STDWeb',
    'Keys of STDWeb that have no effect here; who gives one is told so:',
    table(['key', 'why'], reasonRows(leftOut)),
    'Keys whose default is another:',
    table(['key', 'default here, and why'], reasonRows(otherDefaults)),
    ...files(),
  ];
}

export const pipelinesPage = () =>
  [
    '# Pipelines',
    'The built-in pipelines, and all that a run may be told. What is not here is refused, never passed over. [How to run one](../how-to/run-a-pipeline.md).',
    ...pipelines.flatMap(section),
    ...differences(),
  ].join('\n\n');
