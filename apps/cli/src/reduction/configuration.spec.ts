import { describe, expect, it } from '@jest/globals';
import { layered, presetConfiguration, settingOf, settingsOf, valueOf } from './configuration.js';

const photometry = {
  name: 'photometry',
  flags: [{ name: 'blends', title: 'Filter blends', default: true }],
  params: { type: 'object', properties: { radiusFwhm: {}, limitSigma: {} } },
};

describe('a value on the command line', () => {
  it.each([
    ['True', true],
    ['False', false],
    ['5', 5],
    ['-0.5', -0.5],
    ['1e-3', 1e-3],
    ['r', 'r'],
    ['1.2.3', '1.2.3'],
    ['', ''],
    ['Infinity', 'Infinity'],
  ])('%j is %j', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });

  it('is everything after the first equals sign', () => {
    expect(settingOf('hotpants_extra=-ko=2 -bgo=1')).toEqual(['hotpants_extra', '-ko=2 -bgo=1']);
    expect([settingOf('=5'), settingOf('sn')]).toEqual([undefined, undefined]);
  });
});

describe('the configuration of a run', () => {
  const layers = { existing: { sn: 3, gain: 1 }, cleanup: false, preset: { sn: 4, filter: 'r' }, given: { sn: 5 } };

  it('is what lies beside the image, overruled by the preset, overruled by what is typed', () => {
    expect(layered(layers)).toEqual({ sn: 5, gain: 1, filter: 'r' });
  });

  it('begins anew after a clean-up, which comes before the preset', () => {
    expect(layered({ ...layers, cleanup: true })).toEqual({ sn: 5, filter: 'r' });
  });

  it('takes a preset as STDWeb exports it, as its bare configuration, and as it is exported here', () => {
    expect(presetConfiguration({ name: 'FRAM', config: { sn: 4 } })).toEqual({ sn: 4 });
    expect(presetConfiguration({ sn: 4 })).toEqual({ sn: 4 });
    const ours = { name: 'a', pipelines: { photometry: { flags: { blends: false }, params: { radiusFwhm: 1 } } } };
    expect(presetConfiguration(ours)).toEqual({ 'photometry.blends': false, 'photometry.radiusFwhm': 1 });
  });

  it('becomes flags and parameters of a pipeline, by STDWeb’s keys or by its own names', () => {
    const settings = settingsOf({ sn: 5, 'photometry.radiusFwhm': 1, 'photometry.blends': false }, [photometry]);
    expect(settings.of('photometry')).toEqual({ flags: { blends: false }, params: { limitSigma: 5, radiusFwhm: 1 } });
    expect(settings.of('inspect')).toEqual({ flags: {}, params: {} });
  });

  it('takes any HiPS by its identifier wherever a pipeline lets a survey be chosen', () => {
    const properties = { simpleTemplate: {}, simpleTemplateHips: {}, catalogues: {} };
    const transients = { name: 'transients', flags: [], params: { type: 'object', properties } };
    const given = { 'transients.simpleTemplate': 'hips:CDS/P/DSS2/red', 'transients.catalogues': 'hips:x' };
    expect(settingsOf(given, [transients]).of('transients').params).toEqual({
      ...{ simpleTemplate: 'hips', simpleTemplateHips: 'CDS/P/DSS2/red', catalogues: 'hips:x' },
    });
  });

  it('says which keys have no effect, the place apart', () => {
    expect(settingsOf({ target: '1 2', colour: 'red' }, [photometry]).unused).toEqual([
      { key: 'colour', because: expect.any(String) },
    ]);
  });
});
