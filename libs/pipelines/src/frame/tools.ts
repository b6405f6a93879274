import { file, type Tool } from '../kit/tool-declaration.js';

/** Opens tile-compressed FITS files. */
export const funpack: Tool = {
  program: 'funpack',
  package: 'libcfitsio-bin',
  options: { '-O': file },
  positional: file,
};
