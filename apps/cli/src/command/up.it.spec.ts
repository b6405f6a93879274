import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestWorld } from '../test-world.fixture.js';

/** A bootstrap that writes down how it was called and ends as it is told. */
const BOOTSTRAP = `
import { writeFileSync } from 'node:fs';
writeFileSync('called.json', JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }));
process.exit(Number(process.env.END_WITH));
`;

describe('nightjar up', () => {
  it('runs the start of the checkout with the flags as they are', async () => {
    using world = new TestWorld();
    world.write('deploy/local/bootstrap.mjs', BOOTSTRAP);
    world.env = { END_WITH: '0' };
    expect((await world.run('up', '--headless', '--no-demonstration')).exit).toBe(0);
    const { args } = JSON.parse(readFileSync(join(world.root, 'called.json'), 'utf8')) as { args: string[] };
    expect(args).toEqual([join(world.root, 'deploy/local/start.mjs'), '--headless', '--no-demonstration']);
  });

  it.each([
    [2, '2'],
    [1, '77'],
  ])('exits %i when the start ends with %s', async (exit, code) => {
    using world = new TestWorld();
    world.write('deploy/local/bootstrap.mjs', BOOTSTRAP);
    world.env = { END_WITH: code };
    expect((await world.run('up')).exit).toBe(exit);
  });
});
