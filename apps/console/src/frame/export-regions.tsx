import { writeRegions } from '@nightjar/imaging/browser';
import { regionsOf, type Mark } from './marks.js';

/** Hands a text to the browser as a file. */
const saveText = (text: string, name: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  Object.assign(link, { href: address, download: name }).click();
  URL.revokeObjectURL(address);
};

/** The marks that are shown, as a region file of DS9 in FITS pixels. */
export const ExportRegions = ({ marks, name }: { readonly marks: readonly Mark[]; readonly name: string }) => (
  <button
    type="button"
    disabled={!marks.length}
    title={marks.length ? `${marks.length} regions` : 'nothing is marked'}
    onClick={() => saveText(writeRegions(regionsOf(marks)), `${name.replace(/\.(fits?|fts)(\.(fz|gz))?$/i, '')}.reg`)}
  >
    regions for DS9
  </button>
);
