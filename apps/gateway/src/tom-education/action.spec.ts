// tom_education: the form of its target data page.
import { describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import { actionOf } from './action.js';

describe('tom_education: the form of the target data page', () => {
  const [a, b] = [newId('prd'), newId('prd')];

  it('names the ticked products by their identifiers, whatever other fields it has', () => {
    expect(actionOf({ [a]: 'on', [b]: 'on', action: 'delete', csrfmiddlewaretoken: 'x' })).toEqual({
      action: 'delete',
      products: [a, b],
    });
  });

  it('without a ticked product is refused', () => {
    expect(() => actionOf({ action: 'pipeline' })).toThrow('No data product selected');
  });

  it.each([['cheese'], [undefined], ['constructor']])('with the action %s is refused by its name', (action) => {
    expect(() => actionOf({ [a]: 'on', action })).toThrow(`Invalid action '${action ?? ''}'`);
  });
});
