import { describe, expect, it } from '@jest/globals';
import { nearest } from '../config/nearest.js';
import { records, TestWorld } from '../test-world.fixture.js';

describe('nightjar config check', () => {
  it('shows what is in force and where it comes from: environment before file before default', async () => {
    using world = new TestWorld();
    world.write('nightjar.config.json', JSON.stringify({ NIGHTJAR_SITE: 'ohp', NIGHTJAR_LOG_LEVEL: 'warn' }));
    world.env = { NIGHTJAR_SITE: 'la-silla' };
    const { exit, said } = await world.run('config', 'check', '--json');
    expect(exit).toBe(0);
    const [report] = records(said);
    expect(report).toMatchObject({
      ok: true,
      faults: [],
      settings: expect.arrayContaining([
        { name: 'NIGHTJAR_SITE', value: 'la-silla', from: 'environment' },
        { name: 'NIGHTJAR_LOG_LEVEL', value: 'warn', from: 'nightjar.config.json' },
        { name: 'NIGHTJAR_HOME', value: './var', from: 'default' },
      ]),
    });
  });

  it('lists every fault at once, the site’s too, and exits 1', async () => {
    using world = new TestWorld();
    world.env = { NIGHTJAR_NATS_URL: 'http://x', NIGHTJAR_CLOCK: 'noon', NIGHTJAR_SITE: 'atlantis' };
    const { exit, talked } = await world.run('config', 'check');
    expect(exit).toBe(1);
    for (const name of Object.keys(world.env)) expect(talked).toContain(name);
  });

  it('never shows a password', async () => {
    using world = new TestWorld();
    world.env = { NIGHTJAR_DATABASE_URL: 'postgres://night:hunter2@db/nightjar' };
    const { said, talked } = await world.run('config', 'check');
    expect(said).toMatch(/NIGHTJAR_DATABASE_URL +\*\*\*\* +\(environment\)/);
    expect(said + talked).not.toContain('hunter2');
  });

  it('needs no server settings, as npm start brings its own', async () => {
    using world = new TestWorld();
    expect((await world.run('config', 'check')).exit).toBe(0);
  });

  it('points out a setting nobody reads', async () => {
    using world = new TestWorld();
    world.env = { NIGHTJAR_STIE: 'ohp' };
    expect((await world.run('config', 'check')).talked).toBe(
      'NIGHTJAR_STIE is read by no service; is NIGHTJAR_SITE meant?\n',
    );
  });

  it('suggests nothing for a name that is like no other', () => {
    expect(nearest('NIGHTJAR_SOMETHING_ELSE', ['NIGHTJAR_SITE'])).toBeUndefined();
  });
});
