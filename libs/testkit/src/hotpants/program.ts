// A peer of hotpants 5.1.11: reads the same command line and the same files, subtracts in earnest (with our own kernel), and leaves the
// layers that hotpants leaves. Run as a process of its own, by the name `hotpants` on PATH.
import {
  DifferenceError,
  differenceFrames,
  firstImage,
  FitsError,
  gaussianBasis,
  Header,
  readFits,
  scaledDifference,
  writeFits,
  type DifferenceFrame,
  type Image,
} from '@nightjar/imaging';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { HotpantsStop, readOrder, type HotpantsOrder } from './command-line.js';

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** As CFITSIO tells of a file. @throws HotpantsStop */
function open(path: string): { readonly header: Header; readonly image: Image } {
  try {
    return firstImage(readFits(readFileSync(path)));
  } catch (fault) {
    if (fault instanceof FitsError) throw new HotpantsStop(`FITSIO status = 252: error in file ${path}`, 252);
    throw new HotpantsStop(
      `FITSIO status = 104: could not open the named file\nfailed to find or open the following file: (ffopen)\n${path}`,
      104,
    );
  }
}

/** A noise or mask image beside a frame; one of another size is passed over, which is said. */
function beside(order: HotpantsOrder, name: string, what: string, image: Image): Image['data'] | undefined {
  const path = order.text(name);
  if (path === undefined) return undefined;
  const { image: other } = open(path);
  if (other.widthPx === image.widthPx && other.heightPx === image.heightPx) return other.data;
  say(`WARNING : Input ${what} not same size, ignoring...`);
  return undefined;
}

function frameOf(order: HotpantsOrder, which: 'i' | 't', image: Image): DifferenceFrame {
  const [low, high] = [order.number(`${which}l`, 0), order.number(`${which}u`, 25_000)];
  const noise = beside(order, `${which}ni`, `${which} noise array`, image);
  const bad = beside(order, `${which}mi`, `${which} mask array`, image);
  const mask = Uint8Array.from(image.data, (value, i) =>
    value > low && value < high && (bad === undefined || (bad[i] ?? 0) === 0) ? 0 : 1,
  );
  return {
    ...{ image, mask, gainEPerAdu: order.number(`${which}g`, 1) },
    ...(noise && { noise: Float32Array.from(noise) }),
    ...(which === 'i' && starsOf(order)),
  };
}

/** Places of stars, a line each, the first pixel being 1. @throws HotpantsStop where the file is not there */
function starsOf(order: HotpantsOrder): Pick<DifferenceFrame, 'stars'> {
  const path = order.text('ssf');
  if (path === undefined) return {};
  if (!existsSync(path)) throw new HotpantsStop(`ERROR: could not open ${path}`);
  const stars = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return { stars: stars.map(([xPx = NaN, yPx = NaN]) => ({ xPx, yPx })) };
}

const convolves = { i: 'science', t: 'template', b: 'sharper' } as const;

function subtract(order: HotpantsOrder): void {
  const [science, template] = ['inim', 'tmplim'].map((name) => open(order.text(name) ?? ''));
  if (!science || !template) return;
  say(`Doing : ${order.text('inim')} -\n        ${order.text('tmplim')} =\n        ${order.text('outim')}`);
  const radiusPx = order.number('r', 10);
  const difference = differenceFrames(frameOf(order, 'i', science.image), frameOf(order, 't', template.image), {
    convolve: convolves[(order.text('c') ?? 'b').charAt(0) as keyof typeof convolves],
    ...{ kernelOrder: order.number('ko', 2), backgroundOrder: order.number('bgo', 1) },
    basis: gaussianBasis(radiusPx, order.gaussians),
    ...{ stampHalfPx: order.number('rss', 15), stampCells: order.number('nsx', 10) },
    stampsPerCell: order.number('nss', 3),
  });
  const { quality, mask, widthPx, heightPx } = difference;
  // on whose scale of fluxes; ours is the image's
  const normalised = (order.text('n') ?? 't').charAt(0);
  const scale = normalised === 't' ? 1 / ratioOf(quality) : 1;
  const fill = order.number('fi', 1e-30);
  const plane = (values: Float32Array, factor: number, filling: number) =>
    values.map((value, i) => ((mask[i] ?? 0) === 0 ? factor * value : filling));
  const axes = [widthPx, heightPx];
  const layer = (object: string, data: Float32Array) => ({
    ...{ header: new Header([{ keyword: 'OBJECT', value: object }]), axes, data },
  });
  const all = order.has('allm');
  const { convolved } = quality;
  const header = science.header.with(
    ...[
      { keyword: 'SOFTNAME', value: 'HOTPanTS' },
      { keyword: 'SOFTVERS', value: '5.1.11' },
      { keyword: 'NREGION', value: 1 },
      { keyword: 'PHOTNORM', value: normalised },
      { keyword: 'TARGET', value: order.text('inim') ?? '' },
      { keyword: 'TEMPLATE', value: order.text('tmplim') ?? '' },
      { keyword: 'DIFFIM', value: order.text('outim') ?? '' },
      { keyword: 'MASKVAL', value: fill },
      { keyword: 'REGION00', value: `[1:${widthPx},1:${heightPx}]` },
      { keyword: 'CONVOL00', value: convolved === 'template' ? 'TEMPLATE' : 'IMAGE' },
      { keyword: 'KSUM00', value: quality.kernelSum },
    ],
  );
  const kernel = [{ name: 'COEFFICIENT', values: [...difference.kernel.coefficients] }];
  const file = writeFits([
    { header, axes, data: plane(difference.difference, scale, fill) },
    ...(all || order.has('cim') ? [layer('Convolved Image', plane(difference.convolved, scale, fill))] : []),
    ...(all || order.has('ndm')
      ? [layer('Noise-scaled (sigma) Difference Image', plane(scaledDifference(difference), 1, fill))]
      : []),
    ...(all || order.has('nim')
      ? [layer('HOTPanTS Noise Image', plane(difference.noise, scale, order.number('fin', 0)))]
      : []),
    ...(order.has('hki') ? [{ header: new Header(), columns: kernel }] : []),
  ]);
  writeFileSync(order.text('outim') ?? '', file, order.has('nc') ? { flag: 'wx' } : {});
  say(`   Actual kernel sum : ${quality.kernelSum.toFixed(3)}, ${quality.stampsUsed} stamps used`);
}

/** Flux on the image's scale over that on the template's. */
const ratioOf = ({ convolved, kernelSum }: { readonly convolved: string; readonly kernelSum: number }): number =>
  convolved === 'template' ? kernelSum : 1 / kernelSum;

try {
  subtract(readOrder(process.argv.slice(2)));
} catch (fault) {
  if (!(fault instanceof HotpantsStop || fault instanceof DifferenceError)) throw fault;
  say(fault.message);
  process.exitCode = fault instanceof HotpantsStop ? fault.exitCode : 1;
}
