import { Header } from '../fits/header.js';
import { writeFits } from '../fits/write.js';
import { mocToUniq, type Moc } from './moc.js';

/** A coverage map as a FITS file: one column of UNIQ numbers, ICRS (IVOA MOC 2.0, section 4.2.1). An empty one has no row. */
export function mocFile(moc: Moc): Buffer {
  const order = Math.max(0, ...moc.map((level) => level.order));
  const header = new Header([
    { keyword: 'MOCVERS', value: '2.0', comment: 'MOC version' },
    { keyword: 'MOCDIM', value: 'SPACE', comment: 'physical dimension' },
    { keyword: 'ORDERING', value: 'NUNIQ', comment: 'UNIQ numbers of pixels' },
    { keyword: 'COORDSYS', value: 'C', comment: 'ICRS' },
    { keyword: 'MOCORD_S', value: order, comment: 'finest order' },
    // what readers of MOC 1.1 look for
    { keyword: 'MOCORDER', value: order, comment: 'finest order' },
    { keyword: 'PIXTYPE', value: 'HEALPIX' },
  ]);
  const columns = [{ name: 'UNIQ', form: 'K' as const, values: mocToUniq(moc) }];
  return writeFits([{ header: new Header() }, { header, columns }]);
}
