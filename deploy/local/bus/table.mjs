// The table of identities: what each may publish and subscribe to, from the contracts and what the services declare.
import { durablesOf, Naming, permissionsOf } from '@nightjar/bus';

/** @typedef {import('@nightjar/bus').Rights} Rights */
/** @typedef {import('@nightjar/bus').Permissions} Permissions */
/** @typedef {{ name: string, permissions: Permissions }} Identity */

/** Declares the streams, and is an engineer's way in: everything is allowed. */
export const KEEPER = 'bus';

/** @type {Identity} */
const keeper = {
  name: KEEPER,
  permissions: { publish: { allow: ['>'], deny: [] }, subscribe: { allow: ['>'] } },
};

/** @param {readonly Rights[]} rights @param {string} [namespace] @returns {Identity[]} the keeper first */
export function identityTable(rights, namespace = '') {
  const naming = new Naming(namespace);
  const services = rights.map((mine) => ({
    name: mine.service,
    permissions: permissionsOf(
      mine,
      naming,
      rights.filter((other) => other !== mine).flatMap((other) => durablesOf(other)),
    ),
  }));
  return [keeper, ...services];
}
