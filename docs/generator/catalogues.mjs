// docs/reference/catalogues.md: reference catalogues and template surveys, from the registry that they are asked by.
import { CATALOGUES, chooseCatalogue, colourPairOf, FILTERS, SURVEYS, VSX } from '@nightjar/catalogues';
import { table } from './fields.mjs';

const zone = (/** @type {{ southDeg: number, northDeg: number, patchy?: true }} */ { southDeg, northDeg, patchy }) =>
  `${southDeg} to ${northDeg}${patchy ? ', in part' : ''}`;

const conversions = CATALOGUES.flatMap(({ name, conversions: list }) => list.map((one) => ({ name, ...one })));

const polynomial = (/** @type {(typeof conversions)[number]} */ { from, terms }) => {
  const parts = terms.flatMap(({ blue, red, coefficients }) =>
    coefficients.map((c, k) => {
      const size = String(Math.abs(c));
      return `${c < 0 ? '-' : '+'} ${size}${k === 0 ? '' : ` (${blue} - ${red})${k === 1 ? '' : `^${k}`}`}`;
    }),
  );
  return `${from} ${parts.join(' ')}`;
};

const bounds = (/** @type {(typeof conversions)[number]} */ { terms }) =>
  terms.map(({ blue, red, colourRange }) => `${blue} - ${red} ${colourRange.join(' to ')}`).join(', ');

export const cataloguesPage = () =>
  [
    '# Catalogues',
    'Reference catalogues that are asked of VizieR, unless the site has [loaded](../how-to/load-a-catalogue.md) one of the same name. Tycho-2 (`tycho2`, V_T) comes with the index of astrometry.net and needs no network; it stands in when nothing else can be asked. The limit is applied by the server, in the limit column.',
    table(
      ['name', 'catalogue', 'VizieR', 'measured', 'converted', 'limit column', 'declination', 'source'],
      CATALOGUES.map(({ name, title, table: id, bands, conversions: made, limitColumn, coverage, cite }) => [
        `\`${name}\``,
        title,
        id,
        ['AB', 'Vega']
          .flatMap((system) => {
            const own = bands.filter((band) => band.system === system).map(({ filter }) => filter);
            return own.length > 0 ? [`${own.join(' ')} (${system})`] : [];
          })
          .join(', '),
        made.map(({ to }) => to).join(' '),
        limitColumn,
        zone(coverage),
        cite,
      ]),
    ),
    `Variable stars are those of \`${VSX.name}\` (${VSX.title}, ${VSX.table}); candidates are marked by it, and it sets no zero point.`,
    'What to know of them:',
    CATALOGUES.flatMap(({ name, note, calibrates, cuts }) => {
      const kept = cuts.map(({ column, oneOf = [], because }) => `${column} = ${oneOf.join(' or ')} (${because})`);
      const says = [
        note,
        kept.length > 0 ? `Kept are rows with ${kept.join(', ')}.` : undefined,
        calibrates ? undefined : 'Sets no zero point.',
      ].filter(Boolean);
      return says.length > 0 ? [`- \`${name}\`: ${says.join(' ')}`] : [];
    }).join('\n'),
    '## Which one calibrates a filter',
    table(
      ['filter', 'colour', 'declination 30', 'declination -20', 'declination -60'],
      FILTERS.map((filter) => {
        const pair = colourPairOf(filter);
        const chosen = [30, -20, -60].map((decDeg) => `\`${chooseCatalogue(filter, decDeg).name}\``);
        return [filter, pair ? `${pair.blue} - ${pair.red}` : 'none', ...chosen];
      }),
    ),
    '## Conversions',
    'Those of STDPipe 0.3.0 (`catalogs.py`), which STDWeb reduces with, rounded to six digits: fits to the standards of Landolt and Stetson in Pancino et al. 2022, A&A 664, A109. It prints no scatter; that of Tonry et al. 2012 (ApJ 750, 99, table 6) for the same bands stands in, and 0.01 mag where a band becomes the same band of another system. Lupton 2005 is among the transformations that the SDSS publishes, with its scatter. The scatter is added to the error. Bounds of colour are ours: a star beyond them gets no magnitude. A band that is converted to itself is replaced: g, r, i and z of `gaiadr3syn` and `skymapper` are those of Pan-STARRS1 then, as in STDWeb. For APASS to Pan-STARRS1, and for the u of either, no source was found that could be cited: they stay as they were measured.',
    table(
      ['catalogue', 'band', 'is', 'scatter, mag', 'colours', 'source'],
      conversions.map((one) => [
        `\`${one.name}\``,
        one.to,
        polynomial(one),
        String(one.scatterMag),
        bounds(one),
        one.by,
      ]),
    ),
    '## Templates',
    'Images of the sky by the same port; `file` names one of your own. Without a choice: Pan-STARRS north of -30, else the Legacy Surveys off the Galactic plane, else SkyMapper.',
    table(
      ['name', 'survey', 'filters', 'declination', 'service', 'finest pixel, arcsec'],
      SURVEYS.map(({ name, title, filters, coverage, service, pixelScaleArcsec }) => [
        `\`${name}\``,
        title,
        filters.join(' '),
        zone(coverage),
        service,
        String(pixelScaleArcsec),
      ]),
    ),
    'The addresses, parameters and identifiers of the services are as they are documented or used by others; they were tried against a server of our own, which speaks as they do, not against the services.',
  ].join('\n\n');
