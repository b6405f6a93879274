import { choice, file, integer, none, number, type Tool } from '../kit/tool-declaration.js';

/** The Tycho-2 index that comes with Debian's astrometry-data-tycho2; it carries V_T of every star. */
export const tycho2Index = '/usr/share/astrometry/index-tycho2-07.littleendian.fits';

/** Its settings are a file that the pipeline writes; the command line names that file and the frame. */
export const sourceExtractor: Tool = {
  program: 'source-extractor',
  package: 'source-extractor',
  options: { '-c': file },
  positional: file,
};

const widestPx = 1_000_000;

export const solveField: Tool = {
  program: 'solve-field',
  package: 'astrometry.net',
  options: {
    ...Object.fromEntries(
      ['--overwrite', '--no-plots', '--no-remove-lines', '--crpix-center'].map((name) => [name, none]),
    ),
    ...Object.fromEntries(['--new-fits', '--match', '--rdls', '--index-xyls'].map((name) => [name, choice('none')])),
    '--uniformize': integer(0, 100),
    '--x-column': choice('X_IMAGE'),
    '--y-column': choice('Y_IMAGE'),
    '--sort-column': choice('FLUX'),
    '--width': integer(1, widestPx),
    '--height': integer(1, widestPx),
    '--tweak-order': integer(0, 9),
    '--cpulimit': integer(1, 3600),
    '--scale-units': choice('arcsecperpix'),
    '--scale-low': number(0, 3600),
    '--scale-high': number(0, 3600),
    '--ra': number(0, 360),
    '--dec': number(-90, 90),
    '--radius': number(0, 180),
    '--temp-dir': choice('.'),
  },
  positional: file,
  data: { name: 'the Tycho-2 index', path: tycho2Index, package: 'astrometry-data-tycho2' },
};

export const queryStarkd: Tool = {
  program: 'query-starkd',
  package: 'astrometry.net',
  options: {
    '-r': number(0, 360),
    '-d': number(-90, 90),
    '-R': number(0, 180),
    '-t': choice('MAG_VT'),
    '-o': file,
  },
  positional: file,
  reads: [tycho2Index],
};
