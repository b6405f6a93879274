import { describe, expect, it } from '@jest/globals';
import { stdwebSettings } from './settings.js';

const photometry = {
  name: 'photometry',
  flags: [{ name: 'useColor', title: 'Fit a colour term', default: true }],
  params: { type: 'object', properties: { radiusFwhm: {}, limitSigma: {}, minarea: {}, catName: {} } },
};

const because = (config: object): Record<string, string> =>
  Object.fromEntries(
    stdwebSettings({ ...config }, [photometry]).unused.map(({ key, because: why }) => [key, why] as const),
  );

describe('a configuration of STDWeb', () => {
  it('becomes parameters of the pipelines for its steps, under our names', () => {
    const config = { rel_aper: 1.5, sn: 5, minarea: 3, cat_name: 'ps1' };
    expect(stdwebSettings(config, [photometry])).toEqual({
      pipelines: { photometry: { flags: {}, params: { radiusFwhm: 1.5, limitSigma: 5, minarea: 3, catName: 'ps1' } } },
      unused: [],
    });
  });

  it('becomes a flag where the pipeline has one of that name', () => {
    const { pipelines } = stdwebSettings({ use_color: false }, [photometry]);
    expect(pipelines).toEqual({ photometry: { flags: { useColor: false }, params: {} } });
    expect(because({ use_color: 'no' })).toEqual({ use_color: expect.stringContaining('true or false') });
  });

  it('may give the order of the colour term where there is one or none', () => {
    const of = (order: unknown) => stdwebSettings({ use_color: order }, [photometry]).pipelines['photometry'];
    expect(of(2)).toEqual({ flags: { useColor: true }, params: { colorOrder: 2 } });
    expect(of(1)).toEqual({ flags: { useColor: true }, params: {} });
    expect(of(0)).toEqual({ flags: { useColor: false }, params: {} });
  });

  it('may name a HiPS for the template', () => {
    const taker = { name: 'subtraction', flags: [], params: { properties: { template: {}, templateHips: {} } } };
    const of = (template: string) => stdwebSettings({ template }, [taker]).pipelines['subtraction']?.params;
    expect(of('hips:CDS/P/DSS2/red')).toEqual({ template: 'hips', templateHips: 'CDS/P/DSS2/red' });
    expect(of('ps1')).toEqual({ template: 'ps1' });
    const plain = { ...taker, params: { properties: { template: {} } } };
    expect(stdwebSettings({ template: 'hips:a/b' }, [plain]).pipelines['subtraction']?.params).toEqual({
      template: 'hips:a/b',
    });
  });

  it('leaves to the defaults what was left empty', () => {
    expect(stdwebSettings({ cat_name: '', minarea: null }, [photometry])).toEqual({ pipelines: {}, unused: [] });
  });

  it('of the frame itself holds for every step that reads it', () => {
    const takers = ['inspect', 'photometry'].map((name) => ({ name, flags: [], params: { properties: { gain: {} } } }));
    expect(stdwebSettings({ gain: 2 }, takers)).toEqual({
      pipelines: { inspect: { flags: {}, params: { gain: 2 } }, photometry: { flags: {}, params: { gain: 2 } } },
      unused: [],
    });
    expect(stdwebSettings({ gain: 2 }, takers.slice(0, 1)).unused).toEqual([]);
  });

  it('says of each key without an effect why it has none', () => {
    expect(
      because({
        inspect_bg: true,
        sub_size: 500,
        mag_limit: 19.2,
        colour: 'red',
        constructor: 1,
        sfft_bg_poly_order: 1,
      }),
    ).toEqual({
      sfft_bg_poly_order: expect.stringContaining('SFFT is not here'),
      inspect_bg: 'photometry has no parameter inspectBg',
      sub_size: 'there is no pipeline subtraction',
      mag_limit: expect.stringContaining('what a step found'),
      colour: 'it is no setting of STDWeb’s steps',
      constructor: 'it is no setting of STDWeb’s steps',
    });
  });
});
