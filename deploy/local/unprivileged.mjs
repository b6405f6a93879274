// PostgreSQL refuses to run as root. In a user namespace root is an ordinary user to the program, with the same files:
// no account has to be made, and a checkout under /root works.
import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';

/** PostgreSQL looks its user up by name: this one is in every system's list, a first human user need not be. */
const NOBODY = 65534;
const IN_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/** @param {string[]} argv */
const works = (argv) => spawnSync(argv[0], [...argv.slice(1), 'true'], { stdio: 'ignore' }).status === 0;

/** @type {string[] | undefined} */
let prefix;

/** What to put before a command so that it does not run as root; empty when we are not root. */
export function unprivileged() {
  prefix ??= process.getuid?.() !== 0 ? [] : works(IN_NAMESPACE) ? IN_NAMESPACE : AS_NOBODY;
  return prefix;
}

/** Makes a folder usable by the user that `unprivileged` commands run as. @param {string} folder */
export function giveToUnprivileged(folder) {
  if (unprivileged() === AS_NOBODY) chownSync(folder, NOBODY, NOBODY);
}

/** @type {boolean | undefined} */
let pdeathsig;

/**
 * What to put before a command so that it gets `signal` when the process that started it dies, however it dies.
 * Empty where the system cannot do it; leftovers are then found and stopped at the next start.
 * @param {'INT' | 'TERM' | 'QUIT'} signal
 */
export function dyingWithParent(signal) {
  pdeathsig ??= process.platform === 'linux' && works(['setpriv', '--pdeathsig', 'TERM']);
  return pdeathsig ? ['setpriv', '--pdeathsig', signal] : [];
}
