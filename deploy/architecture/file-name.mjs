// Lint rule: a file is named after what it is, in kebab-case; a drawer for odds and ends has no name here.
import { basename } from 'node:path';

const DRAWERS = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc']);
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** @param {string} path @returns {string | undefined} what is wrong with the name */
export function fileNameFault(path) {
  const name = basename(path);
  const [stem = '', ...roles] = name.split('.').slice(0, -1);
  const drawer = [...stem.split('-'), ...roles].find((word) => DRAWERS.has(word));
  if (drawer) return `${name}: "${drawer}" says nothing; name the file after the thing it is about`;
  return [stem, ...roles].every((part) => KEBAB.test(part)) ? undefined : `${name}: write file names in kebab-case`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const fileName = {
  meta: { type: 'problem', schema: [], messages: { fault: '{{ fault }}' } },
  create: (context) => ({
    Program(node) {
      const fault = fileNameFault(context.filename);
      if (fault) context.report({ node, messageId: 'fault', data: { fault } });
    },
  }),
};
