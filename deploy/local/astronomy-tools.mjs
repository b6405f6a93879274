// The field's own programs, from Debian: source extraction, astrometry with its Tycho-2 index, films, and funpack.
import { existsSync, readdirSync } from 'node:fs';
import { aptInstall, asRoot } from './apt.mjs';
import { onPath } from './programs.mjs';

const INDEX_FOLDER = '/usr/share/astrometry';
/** The smallest scale we ask for; the data package brings two. */
const hasTycho2Index = () =>
  existsSync(INDEX_FOLDER) && readdirSync(INDEX_FOLDER).some((name) => name.startsWith('index-tycho2-07'));

/** @type {{ package: string, present: () => unknown }[]} */
const TOOLS = [
  { package: 'source-extractor', present: () => onPath('source-extractor') },
  { package: 'astrometry.net', present: () => onPath('solve-field') && onPath('query-starkd') },
  { package: 'astrometry-data-tycho2', present: hasTycho2Index },
  // funpack opens frames packed by HCOMPRESS, all others are read here; fpack of the same package is called by specs alone
  { package: 'libcfitsio-bin', present: () => onPath('funpack') },
  { package: 'ffmpeg', present: () => onPath('ffmpeg') },
];

const missing = () => TOOLS.filter((tool) => !tool.present()).map((tool) => tool.package);

/** The one command that installs what is missing. @param {string[]} packages */
export const command = (packages) => `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/**
 * Installs what is missing when it may; otherwise says what to type, and goes on: only reduction needs them.
 * @param {import('./progress.mjs').Report} report
 */
export async function astronomyTools(report) {
  const packages = missing();
  if (packages.length === 0) return 'source-extractor, solve-field, Tycho-2 index, funpack, ffmpeg: present';
  if (!onPath('apt-get'))
    return `not here: ${packages.join(', ')}; no apt on this system, install them by its own means`;
  const root = await asRoot();
  if (!root) return `not here, and no rights to install them. Run: ${command(packages)}`;
  try {
    await aptInstall(packages, root, report);
  } catch (error) {
    return `could not be installed. Run: ${command(packages)}  (${error.message.split('\n').pop()})`;
  }
  const still = missing();
  return still.length ? `still missing after apt-get: ${still.join(', ')}` : `apt-get install ${packages.join(' ')}`;
}
