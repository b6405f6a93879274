// The boundary rule reads Nx's project graph from a cache and, when there is none, skips itself with a warning.
// So the graph is always made anew, without daemon, before the rule is asked.
import { createProjectGraphAsync } from 'nx/src/devkit-exports.js';

/** Leaves the graph of this workspace where the lint rule looks for it. */
export async function prepareProjectGraph() {
  process.env.NX_DAEMON = 'false';
  await createProjectGraphAsync({ exitOnError: false, resetDaemonClient: true });
}
