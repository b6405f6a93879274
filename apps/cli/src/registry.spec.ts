import { describe, expect, it } from '@jest/globals';
import { page } from './help.js';
import { COMMANDS } from './registry.js';
import { TestWorld } from './test-world.fixture.js';

describe.each(COMMANDS.map((command) => [command.name, command] as const))('the command %s', (name, command) => {
  it('is one or two words', () => {
    expect(name).toMatch(/^[a-z-]+( [a-z-]+)?$/);
  });

  it('says in a sentence what it does', () => {
    expect(command.says).toMatch(/^[A-Z].{15,}\.|^[A-Z].*: .*\.$/);
  });

  it('shows examples first, each of which it understands', () => {
    expect(command.examples.length).toBeGreaterThan(0);
    expect(page(command).startsWith(`  $ ${command.examples[0]?.[0] ?? ''}`)).toBe(true);
    for (const [line] of command.examples) expect(line).toContain(`nightjar ${name}`);
    const options = command.examples
      .flatMap(([line]) => line.match(/--[a-z-]+/g) ?? [])
      .map((option) => option.slice(2));
    expect([...Object.keys(command.options), 'json']).toEqual(expect.arrayContaining(options));
  });

  it('prints its page on standard output for --help', async () => {
    using world = new TestWorld();
    expect(await world.run(...name.split(' '), '--help')).toEqual({ exit: 0, said: page(command), talked: '' });
  });

  it('leaves --json and --help to all commands', () => {
    expect(Object.keys(command.options)).not.toEqual(expect.arrayContaining(['json', 'help']));
  });
});

describe('the command line', () => {
  it('lists every command on --help', async () => {
    using world = new TestWorld();
    const { exit, said } = await world.run('--help');
    expect(exit).toBe(0);
    for (const { name } of COMMANDS) expect(said).toContain(`  ${name} `);
  });

  it.each([
    ['no command', [], /which command/],
    ['an unknown command', ['fly'], /there is no command fly/],
    ['half a command', ['voevent'], /voevent send, voevent listen/],
    ['an unknown option', ['doctor', '--loud'], /--loud/],
    ['a word too many', ['doctor', 'now'], /now is one word too many/],
  ])('exits 2 on %s and says why on standard error', async (_, args, says) => {
    using world = new TestWorld();
    expect(await world.run(...args)).toEqual({ exit: 2, said: '', talked: expect.stringMatching(says) });
  });

  it('never names two commands alike', () => {
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
  });
});
