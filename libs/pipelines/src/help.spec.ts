import { describe, expect, it } from '@jest/globals';
import { stdwebKeyOf } from './stdweb/settings.js';
import { listingOf } from './kit/listing.js';
import { pipelines } from './registry.js';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly group?: string;
  readonly default?: unknown;
  readonly stdweb?: string;
  readonly items?: { readonly properties?: Readonly<Record<string, Schema>> };
}

/** Numbers that are no quantity: orders of a polynomial, and a share of a whole. */
const BARE = ['refineOrder', 'spatialOrder', 'bgOrder', 'colorOrder', 'cropScale'];

const propertiesOf = (params: object): readonly (readonly [string, Schema])[] =>
  'properties' in params ? Object.entries(params.properties as Readonly<Record<string, Schema>>) : [];
const everywhere = pipelines.flatMap((pipeline) => propertiesOf(listingOf(pipeline).params));
const isNumber = ({ type }: Schema): boolean => type === 'number' || type === 'integer';

/** A sentence, or several, that an astronomer can read. */
const SENTENCES = /^[A-Z`].{10,}[.]$/s;

describe.each(pipelines.map((one) => [one.name, listingOf(one)] as const))('the form of %s', (name, listing) => {
  it('explains every flag beyond its title, with its default', () => {
    for (const [flag, { title, says, default: usual }] of Object.entries(listing.flags)) {
      expect([flag, says]).toEqual([flag, expect.stringMatching(SENTENCES)]);
      expect([flag, says?.includes(title)]).toEqual([flag, false]);
      expect([flag, typeof usual]).toEqual([flag, 'boolean']);
    }
  });

  it('explains every parameter', () => {
    for (const [param, { description }] of propertiesOf(listing.params))
      expect([param, description]).toEqual([param, expect.stringMatching(SENTENCES)]);
  });

  it('shows the default of every parameter, as a value or in words where there is no one value', () => {
    for (const [param, { default: usual, description }] of propertiesOf(listing.params))
      expect([param, usual !== undefined || /Default: .+\./.test(description ?? '')]).toEqual([param, true]);
  });

  it('has a unit for every quantity, also for those in a row', () => {
    for (const [param, schema] of propertiesOf(listing.params)) {
      const rows = Object.entries(schema.items?.properties ?? {});
      for (const [number, { unit }] of [[param, schema] as const, ...rows].filter(([, one]) => isNumber(one)))
        expect([number, !!unit]).toEqual([number, !BARE.includes(number)]);
    }
  });

  it('has STDWeb’s key beside each flag and parameter that corresponds to one, and beside no other', () => {
    const shown = [...Object.entries(listing.flags), ...propertiesOf(listing.params)];
    for (const [one, { stdweb }] of shown) expect([one, stdweb]).toEqual([one, stdwebKeyOf(name, one)]);
  });
});

it.each(['photometry', 'transients', 'subtraction', 'stack'])(
  'every parameter of %s stands under a heading',
  (name) => {
    const { params } = listingOf(pipelines.find((one) => one.name === name)!);
    for (const [param, { group }] of propertiesOf(params)) expect([param, !!group]).toEqual([param, true]);
  },
);

it('no number is called bare that there is none of', () => {
  expect(BARE.filter((bare) => !everywhere.some(([name, schema]) => name === bare && isNumber(schema)))).toEqual([]);
});

it('photometry tells of STDWeb’s names where ours are others', () => {
  const photometry = pipelines.find(({ name }) => name === 'photometry')!;
  const { flags, params } = listingOf(photometry);
  const named = Object.fromEntries(propertiesOf(params).map(([name, { stdweb }]) => [name, stdweb]));
  expect(named).toMatchObject({ radiusFwhm: 'rel_aper', limitSigma: 'sn', targets: 'target', colorOrder: undefined });
  expect([flags['maskCosmics']?.stdweb, flags['segmentation']?.stdweb]).toEqual(['mask_cosmics', undefined]);
});
