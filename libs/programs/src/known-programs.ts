import type { Need } from './missing.js';

/** A program that Nightjar knows how to use. */
export interface KnownProgram extends Need {
  /** What is lost without it. */
  readonly lost: string;
  /** A site can do without. */
  readonly optional: boolean;
  /** Of use to who changes Nightjar, not to a site. */
  readonly development?: boolean;
  /** Arguments with which it tells its version, and where in what it says then. */
  readonly ask: readonly string[];
  readonly version: RegExp;
}

/** Every program of others that a site or a developer may want, and the Debian package that brings it. */
export const knownPrograms: readonly KnownProgram[] = [
  {
    ...{ program: 'source-extractor', package: 'source-extractor', optional: false },
    ...{ ask: ['--version'], version: /version ([\d.]+)/i },
    lost: 'no photometry: sources are not found',
  },
  {
    ...{ program: 'solve-field', package: 'astrometry.net', optional: false },
    ...{ ask: ['--help'], version: /Revision ([\d.]+)/ },
    lost: 'no photometry: frames get no coordinates',
  },
  {
    ...{ program: 'query-starkd', package: 'astrometry.net', optional: false },
    ...{ ask: [], version: /Revision ([\d.]+)/ },
    lost: 'no photometry: no catalogue stars for the zero point, and a simulated sky without stars',
  },
  {
    ...{ program: 'fpack', package: 'libcfitsio-bin', optional: true, development: true },
    ...{ ask: ['-V'], version: /([\d.]+)/ },
    lost: 'specs of compressed frames are skipped; nothing else: no frame is compressed here',
  },
  {
    ...{ program: 'funpack', package: 'libcfitsio-bin', optional: true, ask: ['-V'], version: /([\d.]+)/ },
    lost: 'frames packed by HCOMPRESS cannot be opened; RICE, GZIP and PLIO are read without it',
  },
  {
    ...{ program: 'ffmpeg', package: 'ffmpeg', optional: true },
    ...{ ask: ['-version'], version: /ffmpeg version ([\d.]+)/ },
    lost: 'timelapses are GIF only, no MP4 and no WebM',
  },
  {
    ...{ program: 'hotpants', package: 'hotpants (github.com/acbecker/hotpants, no Debian package)', optional: true },
    ...{ ask: [], version: /Version ([\d.]+)/ },
    lost: 'subtraction_method=hotpants; our own method is always there',
  },
  {
    ...{ program: 'scamp', package: 'scamp', optional: true, ask: ['-v'], version: /version ([\d.]+)/i },
    lost: 'nothing that a built-in pipeline does: coordinates are refined by our own fit',
  },
  {
    ...{ program: 'psfex', package: 'psfex', optional: true, ask: ['-v'], version: /version ([\d.]+)/i },
    lost: 'nothing that a built-in pipeline does: point spread functions are measured by our own',
  },
  {
    ...{ program: 'SWarp', package: 'swarp', optional: true, ask: ['-v'], version: /version ([\d.]+)/i },
    lost: 'nothing that a built-in pipeline does: frames are reprojected by our own',
  },
  {
    ...{ program: 'chromium', package: 'chromium', optional: true, development: true },
    ...{ ask: ['--version'], version: /Chromium ([\d.]+)/ },
    lost: 'the browser test of the console is skipped; nothing else',
  },
];
