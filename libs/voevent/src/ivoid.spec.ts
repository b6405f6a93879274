import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseIvoid } from './ivoid.js';
import { cpuMs } from './packet.fixture.js';
import { VoeventRefusal } from './refusal.js';

const codeOf = (text: string): string => {
  try {
    parseIvoid(text);
    return 'accepted';
  } catch (error) {
    return error instanceof VoeventRefusal ? error.code : String(error);
  }
};

describe('an IVOA identifier', () => {
  it('is taken apart in the # form and in the ? form of 2.1', () => {
    expect(parseIvoid('ivo://nasa.gsfc.gcn/SWIFT#BAT_GRB_Pos_532871-729')).toMatchObject({
      authority: 'nasa.gsfc.gcn',
      resource: 'SWIFT',
      local: 'BAT_GRB_Pos_532871-729',
      stream: 'ivo://nasa.gsfc.gcn/SWIFT',
    });
    expect(parseIvoid('ivo://example.org/catot?100407')).toMatchObject({ resource: 'catot', local: '100407' });
  });

  it('has one key for spellings that mean the same, and keeps the case of the local part', () => {
    expect(parseIvoid('ivo://A.Example/S?Q1').key).toBe(parseIvoid('ivo://a.example/s#Q1').key);
    expect(parseIvoid('ivo://a.example/s#q1').key).not.toBe(parseIvoid('ivo://a.example/s#Q1').key);
  });

  it.each(['ivo://testing#111', 'ivo://HESS', 'ivo://au.csiro.atnf/parkes#FRB14/56791.7', 'ivo://a.b/c#../../etc'])(
    'may be %s',
    (text) => expect(codeOf(text)).toBe('accepted'),
  );

  it.each([
    'http://a.example/s#1',
    'ivo://ab/s#1',
    'ivo://-abc/s#1',
    'ivo://a.example//s#1',
    'ivo://a.example/../s#1',
    'ivo://a.example/./s#1',
    'ivo://a.example/s/#1',
    'ivo://a.example/s#1\n',
    'ivo://a.example/s#1 2',
    'ivo://a.example/s#\u202eevil',
    'ivo://a.example/s#1#2',
    `ivo://a.example/${'r'.repeat(3000)}#1`,
  ])('may not be %j', (text) => expect(codeOf(text)).toBe('bad_ivoid'));

  it('is read or refused for any text, and what is read is put together again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^ivo:\/\/[a-z/.#?]*$/)), (text) => {
        const code = codeOf(text);
        expect(['accepted', 'bad_ivoid', 'missing_ivoid']).toContain(code);
        if (code === 'accepted') expect(text.startsWith(parseIvoid(text).stream)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes time in proportion to the length, also where older parsers took minutes', () => {
    expect(cpuMs(() => [codeOf(`ivo://${'a'.repeat(90_000)} `), codeOf(`ivo://${'a/'.repeat(1000)} `)])).toBeLessThan(
      50,
    );
  });
});
