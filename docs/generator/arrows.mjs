// docs/reference/arrows.md: which project may import which, from the table that the lint rule enforces.
import { RINGS, SOLE_IMPORTERS } from '../../deploy/architecture/rings.mjs';
import { ringsOf, workspaces } from '../../deploy/architecture/workspaces.mjs';
import { table } from './fields.mjs';

const code = (/** @type {string[]} */ names) => names.map((name) => `\`${name}\``).join(' ');

const projects = (/** @type {string} */ ring) =>
  workspaces()
    .filter((workspace) => ringsOf(workspace).includes(ring))
    .map(({ path }) => path);

const arrows = RINGS.flatMap(({ ring, imports }) =>
  imports.filter((other) => other !== ring).map((other) => `  ${ring} --> ${other}`),
);

export const arrowsPage = () =>
  [
    '# Arrows',
    'Every project is in one ring, the `ring:` tag in its `package.json`. `npm run lint` refuses an import against the arrows; a project without a ring may import nothing. `deploy/architecture` breaks each rule in a copy to prove it.',
    table(
      ['ring', 'what is in it', 'may import', 'never', 'projects'],
      RINGS.map(({ ring, says, imports, never }) => [
        ring,
        says,
        imports.join(', '),
        code(never),
        code(projects(ring)),
      ]),
    ),
    `\`\`\`mermaid\nflowchart TB\n${arrows.join('\n')}\n\`\`\``,
    'An app never imports an app, as `app` is not among what it may import. A spec may import `test` besides.',
    '## Sole importers',
    table(
      ['package', 'only in', 'instead'],
      SOLE_IMPORTERS.map(({ packages, owner, instead }) => [code(packages), `\`${owner}\``, instead]),
    ),
  ].join('\n\n');
