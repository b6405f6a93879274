// Debian's package tool, with a bar.
import { onPath, run } from './programs.mjs';

/** apt writes `dlstatus:…:percent:text` while it downloads and `pmstatus:…:percent:text` while it installs. */
const STATUS = /^(dlstatus|pmstatus):[^:]*:([\d.]+):(.*)$/;

/** @param {string} line @param {import('./progress.mjs').Report} report */
export function showStatus(line, report) {
  const [, kind, percent, text] = STATUS.exec(line) ?? [];
  if (kind) report({ fraction: Number(percent) / 100, detail: text.slice(0, 60) });
}

/** How to become root: not at all, by sudo without a password, or undefined when neither works. @returns {Promise<string[] | undefined>} */
export async function asRoot() {
  if (process.getuid?.() === 0) return [];
  if (!onPath('sudo')) return undefined;
  return run('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}

/**
 * Installs Debian packages on the machine.
 * @param {string[]} packages
 * @param {string[]} root what `asRoot` said
 * @param {import('./progress.mjs').Report} report
 */
export async function aptInstall(packages, root, report) {
  // sudo closes descriptor 3, so apt's status can only be read when we are root ourselves
  const status = root.length === 0 ? ['-o', 'APT::Status-Fd=3'] : [];
  const common = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...status];
  /** @param {string[]} args */
  const apt = ([verb, ...rest]) => {
    const argv = [...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...common, verb, ...rest];
    return run(argv[0], argv.slice(1), { onStatus: (line) => showStatus(line, report) });
  };
  report({ detail: 'apt-get update' });
  await apt(['update']).catch(() => undefined); // one broken source of the machine must not stop the rest
  report({ detail: `apt-get install ${packages.join(' ')}` });
  await apt(['install', '--no-install-recommends', ...packages]);
}
