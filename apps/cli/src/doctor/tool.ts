import type { Finding } from './finding.js';
import { onPath, wordsOf } from './program.js';

/** A program of the field, and how it tells its version. */
interface Tool {
  readonly name: string;
  readonly package: string;
  readonly ask: readonly string[];
  readonly version: RegExp;
  readonly optional: boolean;
  readonly lost: string;
}

const TOOLS: readonly Tool[] = [
  {
    name: 'source-extractor',
    package: 'source-extractor',
    ask: ['--version'],
    version: /version ([\d.]+)/i,
    optional: false,
    lost: 'no photometry: sources are not found',
  },
  {
    name: 'solve-field',
    package: 'astrometry.net',
    ask: ['--help'],
    version: /Revision ([\d.]+)/,
    optional: false,
    lost: 'no photometry: frames get no coordinates',
  },
  {
    name: 'query-starkd',
    package: 'astrometry.net',
    ask: [],
    version: /Revision ([\d.]+)/,
    optional: false,
    lost: 'no photometry: no catalogue stars for the zero point, and a simulated sky without stars',
  },
  {
    name: 'fpack',
    package: 'libcfitsio-bin',
    ask: ['-V'],
    version: /([\d.]+)/,
    optional: true,
    lost: 'frames are kept uncompressed',
  },
  {
    name: 'ffmpeg',
    package: 'ffmpeg',
    ask: ['-version'],
    version: /ffmpeg version ([\d.]+)/,
    optional: true,
    lost: 'timelapses are GIF only, no MP4 and no WebM',
  },
  {
    name: 'chromium',
    package: 'chromium',
    ask: ['--version'],
    version: /Chromium ([\d.]+)/,
    optional: true,
    lost: 'the browser test of the console is skipped; nothing else',
  },
];

export const installCommand = (name: string): string => `sudo apt-get install -y --no-install-recommends ${name}`;

export const examineTools = (path: string | undefined): Promise<Finding[]> =>
  Promise.all(TOOLS.map((tool) => examine(tool, path)));

async function examine(tool: Tool, path: string | undefined): Promise<Finding> {
  const { name, optional, lost } = tool;
  const at = onPath(name, path) ?? null;
  const version = at === null ? null : (tool.version.exec(await wordsOf(at, tool.ask))?.[1] ?? null);
  const state = at === null ? 'missing' : 'present';
  return { name, state, version, at, optional, lost, install: installCommand(tool.package) };
}
