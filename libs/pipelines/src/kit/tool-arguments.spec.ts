import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resolve, sep } from 'node:path';
import { queryStarkd, solveField, sourceExtractor, tycho2Index } from '../photometry/tools.js';
import { judgeArguments } from './tool-arguments.js';
import { choice, file, integer, none, number, text, type Tool } from './tool-declaration.js';

const places = { workdir: '/work/a b', inputs: ['/store/ab/cd$ef'] };
const tool: Tool = {
  program: 'measure',
  package: 'measure',
  options: { '-c': file, '--mode': choice('fast', 'good'), '--dec': number(-90, 90), '-n': integer(1, 9), '-q': none },
  positional: file,
};
const labelled: Tool = { ...tool, options: { '--label': text(/[a-z ]{1,20}/) } };

const codeOf = (args: readonly string[], of = tool): string => {
  const verdict = judgeArguments(of, args, places);
  return verdict.ok ? 'passed' : verdict.refusal.code;
};

describe('a command line', () => {
  it.each([
    [[]],
    [['frame.fits']],
    [['-c', 'sub/set.conf', '-q', 'frame.fits', '/work/a b/frame.fits']],
    [['/store/ab/cd$ef'.replace('$', '')].slice(1)],
    [['--mode=good', '--dec', '-29.5', '-n', '3']],
    [['--dec=+1e-5']],
  ])('passes when the declaration allows all of it: %j', (args) => {
    expect(codeOf(args)).toBe('passed');
  });

  it('may name an input of the process, wherever that lies, and no file beside it', () => {
    const stored = { ...places, inputs: ['/store/ab/cdef'] };
    expect(judgeArguments(tool, ['/store/ab/cdef'], stored).ok).toBe(true);
    expect(judgeArguments(tool, ['/store/ab/cdeg'], stored).ok).toBe(false);
  });

  it.each([
    ['unknown_option', ['--exec', 'id']],
    ['unknown_option', ['-']],
    ['unknown_option', ['--constructor']],
    ['missing_value', ['-c']],
    ['unlawful_value', ['-q', '--mode', 'best']],
    ['unlawful_value', ['--dec', '91']],
    ['unlawful_value', ['--dec', 'NaN']],
    ['unlawful_value', ['--dec', '0x10']],
    ['unlawful_value', ['-n', '1.5']],
    ['unlawful_file', ['/etc/passwd']],
    ['unlawful_file', ['../frame.fits']],
    ['unlawful_file', ['sub/../../frame.fits']],
    ['unlawful_file', ['/work/a b/../frame.fits']],
    ['unlawful_file', ['/work/a bc/frame.fits']],
    ['unlawful_file', ['frame.fits[1]']],
    ['unlawful_file', ['concat:a']],
    ['unlawful_file', ['.hidden']],
    ['unlawful_file', ['']],
    ['unlawful_file', ['-c', '-q']],
    ['unlawful_file', ['a;id']],
    ['unlawful_character', ['$(touch canary)']],
    ['unlawful_character', ['`touch canary`']],
    ['unlawful_character', ['a\nb']],
    ['unlawful_character', ['a\0b']],
    ['unlawful_character', ['@list']],
    ['unlawful_character', ['!frame.fits']],
    ['unlawful_character', ['-c', '|touch canary']],
    ['address', ['http://127.0.0.1/']],
    ['address', ['--mode=ftp://host/x']],
    ['too_long', ['x'.repeat(10_000)]],
  ])('is refused as %s: %j', (code, args) => {
    expect(codeOf(args)).toBe(code);
  });

  it('of a tool without positional arguments holds options alone', () => {
    const { positional: _, ...bare } = tool;
    expect(codeOf(['frame.fits'], bare)).toBe('unwanted_argument');
  });

  it('is held against the whole of a pattern', () => {
    expect(codeOf(['--label', 'abc'], labelled)).toBe('passed');
    for (const given of ['abc;', '-abc', 'ABC', ''])
      expect(codeOf(['--label', given], labelled)).toBe('unlawful_value');
  });

  it('says what was wrong, with no more of it than can be shown', () => {
    const verdict = judgeArguments(tool, ['x'.repeat(10_000)], places);
    expect(verdict).toMatchObject({ ok: false, refusal: { program: 'measure' } });
    expect(verdict.ok ? '' : verdict.refusal.message.length).toBeLessThan(400);
  });
});

/** Texts made to break out: whole ones, and pieces of them in any company. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(';id', '$(id)', '`id`', '\n', '-', '@', '!', '|', '..', '/', 'http://', 'x', ' ', "'", '"', '='),
    )
    .map((parts) => parts.join('')),
);

describe.each([
  ['a tool with files', tool],
  ['SExtractor', sourceExtractor],
  ['solve-field', solveField],
  ['query-starkd', queryStarkd],
] as const)('whatever is thrown at %s', (_, of) => {
  it('what passes is an option of the declaration, its lawful value, or a file inside the process', () => {
    const names = Object.keys(of.options);
    const argument = fc.oneof(
      hostile,
      fc.constantFrom(...names),
      fc.tuple(fc.constantFrom(...names), hostile).map(([a, b]) => `${a}=${b}`),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 5 }), (args) => {
        const verdict = judgeArguments(of, args, places);
        if (!verdict.ok) return true;
        for (const one of args) expect(one).not.toMatch(/[$`\n\0]|^[@!|]|:\/\//);
        for (const one of args.filter((arg) => arg.startsWith('-') && !/^-[\d.]/.test(arg)))
          expect(names).toContain(one.split('=')[0]);
        return verdict.files.every(
          (path) => path === tycho2Index || resolve(places.workdir, path).startsWith(places.workdir + sep),
        );
      }),
      { numRuns: 500 },
    );
  });
});
