import { describe, expect, it } from '@jest/globals';
import { missingElements, orbitFields, orbitForm } from './elements.js';

const elements = {
  ...{ name: '1P', scheme: 'MPC_COMET', epoch_of_elements: 49400, inclination: 162.26, lng_asc_node: 58.42 },
  ...{ arg_of_perihelion: 111.33, eccentricity: 0.967, perihdist: 0.586, epoch_of_perihelion: 46470.95 },
};

describe('tom_education: the form of a moving target', () => {
  it('knows the fields of every scheme and those that only some use', () => {
    const { base_fields, scheme_fields } = orbitForm();
    expect(base_fields).toEqual(expect.arrayContaining(['scheme', 'epoch_of_elements', 'inclination', 'eccentricity']));
    expect(scheme_fields).toEqual({
      MPC_MINOR_PLANET: ['mean_anomaly', 'semimajor_axis'],
      MPC_COMET: ['perihdist', 'epoch_of_perihelion'],
      JPL_MAJOR_PLANET: ['mean_daily_motion', 'mean_anomaly', 'semimajor_axis'],
    });
    expect(base_fields.filter((field) => Object.values(scheme_fields).flat().includes(field))).toEqual([]);
  });

  it('hides what the chosen scheme does not use', () => {
    expect(orbitFields('MPC_COMET')).toEqual([...orbitForm().base_fields, 'perihdist', 'epoch_of_perihelion']);
    expect(orbitFields(undefined)).toEqual(orbitForm().base_fields);
  });
});

describe('the elements of a moving target', () => {
  it('are complete by their scheme', () => {
    expect(missingElements('MPC_COMET', elements)).toEqual([]);
    expect(missingElements('MPC_MINOR_PLANET', elements)).toEqual(['mean_anomaly', 'semimajor_axis']);
  });

  it('may be zero', () => {
    expect(missingElements('MPC_COMET', { ...elements, eccentricity: 0, lng_asc_node: 0 })).toEqual([]);
    expect(missingElements('MPC_COMET', { ...elements, eccentricity: ' ' })).toEqual(['eccentricity']);
  });
});
