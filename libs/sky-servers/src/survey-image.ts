import {
  AnswerFault,
  chooseSurvey,
  columnAt,
  hips2fitsRequest,
  legacyMask,
  legacyRequest,
  nearestFilter,
  ps1CutoutRequest,
  placesOf,
  ps1FilesRequest,
  readPs1Files,
  readVotable,
  servedBy,
  skymapperRequest,
  surveyNamed,
  SURVEYS,
  type Field,
  type Filter,
  type SkyRequest,
  type Survey,
  type Template,
  type TemplateFound,
  type TemplateWanted,
} from '@nightjar/catalogues';
import {
  firstImage,
  FitsError,
  linearCounts,
  readFits,
  readWcs,
  reproject,
  skyMapping,
  type Fits,
  type Image,
  type LinearFrame,
} from '@nightjar/imaging';
import { readFile } from 'node:fs/promises';
import type { Answered, Asker } from './asker.js';
import { SkyFault } from './sky-fault.js';
import type { SkySettings } from './sky-settings.js';

interface Sources {
  readonly settings: SkySettings;
  readonly asker: Asker;
}

type Cut = Answered<Template>;

/**
 * An image of a field from a file, or from a survey: linear pixels with a mask of those that are worth nothing.
 * @throws RangeError for a survey that nobody knows, or a field wider than any service cuts out
 */
export async function surveyImage(wanted: TemplateWanted, sources: Sources): Promise<TemplateFound> {
  const { filter, field } = wanted;
  if (wanted.survey === 'file' || wanted.file !== undefined) return fromFile(wanted);
  const name = wanted.survey ?? chooseSurvey(field.raDeg, field.decDeg).name;
  const survey = surveyNamed(name);
  if (!survey)
    throw new RangeError(
      `there is no survey ${name}; there are file, ${SURVEYS.map((one) => one.name).join(', ')} and any HiPS, as hips:CDS/P/DSS2/red`,
    );
  const band = nearestFilter(filter, survey.filters);
  const none = (because: string): TemplateFound => ({
    ...{
      template: null,
      survey: name,
      filter: band ?? null,
      from: 'none',
      note: `No template of ${name}: ${because}.`,
    },
  });
  if (!band) return none(`it has nothing near ${filter}`);
  const { southDeg, northDeg } = survey.coverage;
  if (field.decDeg < southDeg || field.decDeg > northDeg)
    return none(`it does not cover declination ${field.decDeg.toFixed(1)}`);
  const asked = servedBy(survey, field);
  try {
    const { value, from, ageS } = await SERVICES[asked.service](survey, asked.field, band, sources);
    const stands = band === filter ? band : `${band} for ${filter}`;
    const shows = survey.isOfAnyBand ? `in its own band for ${filter}` : stands;
    return {
      ...{ template: value, survey: name, filter: survey.isOfAnyBand ? null : band, from, ageS },
      note: `Template: ${survey.title}, ${shows}, from the ${from}.`,
    };
  } catch (fault) {
    if (fault instanceof SkyFault) return none(fault.message);
    throw fault;
  }
}

async function fromFile({ file, filter }: TemplateWanted): Promise<TemplateFound> {
  const none = (because: string): TemplateFound => ({
    ...{ template: null, survey: 'file', filter: null, from: 'none', note: `No template: ${because}.` },
  });
  if (file === undefined) return none('no file was named');
  const content = await readFile(file).catch(() => undefined);
  if (!content) return none(`${file} cannot be read`);
  try {
    const { header, image, done } = firstLinear(readFits(content));
    const template = { header, image, mask: withBits(image, undefined, () => false) };
    const note = `Template: ${file}${done === undefined ? '' : `, ${done}`}.`;
    return { ...{ template, survey: 'file', filter, from: 'file' }, note };
  } catch (fault) {
    if (fault instanceof FitsError) return none(`${file}: ${fault.message}`);
    throw fault;
  }
}

type Service = (survey: Survey, field: Field, filter: Filter, sources: Sources) => Promise<Cut>;

const SERVICES: Readonly<Record<Survey['service'], Service>> = {
  hips2fits: async ({ hips }, field, filter, { asker, settings }) => {
    const name = hips?.[filter];
    if (name === undefined) throw new SkyFault('refused', `it has no HiPS in ${filter}`);
    return asker.ask(settings.services.hips2fits, hips2fitsRequest(name, field), (content) =>
      templateOf(fitsOf(content)),
    );
  },
  ps1images: async (_, field, filter, sources) => {
    const cells = new Map<string, Cut>();
    for (const place of placesOf(field)) {
      const [first] = cells.values();
      // a sky cell ends somewhere: the corners are asked about where the first one leaves something out
      if (first && isWhole(first.value)) break;
      const names = await ps1Names(place, filter, sources);
      if (names && !cells.has(names.image)) cells.set(names.image, await ps1Cell(names, field, sources));
    }
    const [first, ...others] = cells.values();
    if (!first) throw new SkyFault('refused', 'it has no sky cell there');
    return {
      ...first,
      value: patched(
        first.value,
        others.map(({ value }) => value),
      ),
    };
  },
  'legacy-survey': (_, field, filter, { asker, settings }) =>
    asker.ask(settings.services.legacySurvey, legacyRequest(field, filter), (content) =>
      legacyTemplate(fitsOf(content), filter),
    ),
  'skymapper-sia': async (_, field, filter, { asker, settings }) => {
    const base = settings.services.skymapper;
    const { value: address } = await asker.ask(base, skymapperRequest(field, filter), accessUrl);
    if (address === null) throw new SkyFault('refused', 'it has no image there');
    const { origin, pathname, searchParams } = new URL(address);
    const request: SkyRequest = { path: pathname, query: Object.fromEntries(searchParams) };
    return asker.ask(origin, request, (content) => templateOf(fitsOf(content)));
  },
};

interface CellNames {
  readonly image: string;
  readonly mask: string | null;
}

async function ps1Names(
  place: Parameters<typeof ps1FilesRequest>[0],
  filter: Filter,
  { asker, settings }: Sources,
): Promise<CellNames | null> {
  const base = settings.services.ps1images;
  const file = async (type: 'stack' | 'stack.mask'): Promise<string | null> =>
    (await asker.ask(base, ps1FilesRequest(place, filter, type), (content) => ps1File(content))).value;
  const image = await file('stack');
  return image === null ? null : { image, mask: await file('stack.mask') };
}

/** What a sky cell shows of a field; beyond its edge is no number. */
async function ps1Cell({ image, mask }: CellNames, field: Field, { asker, settings }: Sources): Promise<Cut> {
  const base = settings.services.ps1images;
  const bits =
    mask === null
      ? undefined
      : await asker.ask(base, ps1CutoutRequest(field, mask), (content) => firstImage(fitsOf(content)).image);
  const cut = await asker.ask(base, ps1CutoutRequest(field, image), (content) => {
    const { header, image: pixels } = firstLinear(fitsOf(content));
    return { header, image: pixels };
  });
  return { ...cut, value: { ...cut.value, mask: withBits(cut.value.image, bits?.value, (value) => value !== 0) } };
}

/** Cores of saturated stars are no numbers either; what a cell's edge leaves out is more. */
const mostMissing = 0.002;

function isWhole({ image }: Template): boolean {
  let missing = 0;
  for (let i = 0; i < image.data.length; i++) if (!Number.isFinite(image.data[i])) missing++;
  return missing <= mostMissing * image.data.length;
}

/** A template with what it lacks taken from others of the same field and scale of fluxes, by the sky. */
function patched(first: Template, others: readonly Template[]): Template {
  const wcs = readWcs(first.header);
  const { widthPx, heightPx } = first.image;
  const [data, mask] = [Float32Array.from(first.image.data), Uint8Array.from(first.mask)];
  for (const other of others) {
    const own = readWcs(other.header);
    if (!wcs || !own) continue;
    const moved = reproject({ image: other.image, mask: other.mask }, skyMapping(wcs, own), { widthPx, heightPx });
    for (let i = 0; i < data.length; i++) {
      if (Number.isFinite(data[i]) || moved.mask[i] !== 0) continue;
      data[i] = moved.image.data[i] ?? NaN;
      mask[i] = 0;
    }
  }
  return { ...first, image: { widthPx, heightPx, data }, mask };
}

function ps1File(content: Buffer): string | null {
  const text = content.toString('utf8');
  // an empty list is its head alone; a page of the web has none
  if (!/^\s*projcell\b/.test(text)) throw new AnswerFault('not_understood', 'the list of sky cells cannot be read');
  return readPs1Files(text);
}

function accessUrl(content: Buffer): string | null {
  const { columns, rows } = readVotable(content.toString('utf8'));
  const [row] = rows;
  if (!row) return null;
  const byUcd = columns.findIndex(({ ucd }) => ucd?.toUpperCase() === 'VOX:IMAGE_ACCESSREFERENCE');
  return row[byUcd >= 0 ? byUcd : columnAt(columns, 'get_image')] ?? null;
}

/** @throws AnswerFault when the bytes are no FITS file */
function fitsOf(content: Buffer): Fits {
  try {
    return readFits(content);
  } catch (fault) {
    if (!(fault instanceof FitsError)) throw fault;
    const code = fault.code === 'truncated' ? 'cut_off' : 'not_understood';
    throw new AnswerFault(code, `the image cannot be read: ${fault.message}`);
  }
}

function firstLinear(fits: Fits): LinearFrame {
  const { header, image } = firstImage(fits);
  return linearCounts(header, image);
}

function templateOf(fits: Fits): Template {
  const { header, image } = firstLinear(fits);
  return { header, image, mask: withBits(image, undefined, () => false) };
}

/** What is not a number is bad, whatever the bits say. */
const withBits = ({ data }: Image, bits: Image | undefined, isBad: (value: number) => boolean): Uint8Array => {
  const same = bits !== undefined && bits.data.length === data.length;
  return Uint8Array.from(data, (value, i) => (!Number.isFinite(value) || (same && isBad(bits.data[i] ?? 0)) ? 1 : 0));
};

function legacyTemplate(fits: Fits, filter: Filter): Template {
  const { header, image } = firstImage(fits);
  const planes = fits.hdus.flatMap((hdu) =>
    hdu.kind === 'image' && hdu.data?.length === image.data.length ? [hdu] : [],
  );
  const named = planes.find((hdu) => /MASK/i.test(hdu.header.text('EXTNAME', 'IMAGETYP') ?? '')) ?? planes[1];
  const mask = named?.data ? legacyMask(named.data, filter) : new Uint8Array(image.data.length);
  return { header, image, mask: mask.map((bad, i) => (bad === 1 || !Number.isFinite(image.data[i]) ? 1 : 0)) };
}
