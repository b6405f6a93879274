import { describe, expect, it } from '@jest/globals';
import { TestWorld } from '../test-world.fixture.js';

/** Answers as the checkout's own does. */
const ADMITS = `
const [, , home, file] = process.argv;
console.log(JSON.stringify({ service: 'lamp', identity: home + '/nats/identity/lamp.nk', live: true, file }));
`;
const REFUSES = `console.error('catalog is the observatory’s own; take another name'); process.exit(1);`;

describe('nightjar bus identity', () => {
  it('says where the identity lies, and how the agent is started', async () => {
    using world = new TestWorld();
    world.write('deploy/local/bus/admit.mjs', ADMITS);
    const file = world.write('lamp.js', '');
    world.write('var/run/addresses.json', JSON.stringify({ natsUrl: 'nats://127.0.0.1:1' }));
    expect(await world.run('bus', 'identity', file)).toEqual({
      exit: 0,
      said: `${world.root}/var/nats/identity/lamp.nk\n`,
      talked: `lamp may come now: NIGHTJAR_HOME=${world.root}/var NIGHTJAR_NATS_URL=nats://127.0.0.1:1\n`,
    });
  });

  it('passes on why an agent is not taken in', async () => {
    using world = new TestWorld();
    world.write('deploy/local/bus/admit.mjs', REFUSES);
    const outcome = await world.run('bus', 'identity', world.write('catalog.js', ''));
    expect(outcome).toMatchObject({
      exit: 1,
      talked: 'nightjar: catalog is the observatory’s own; take another name\n',
    });
  });

  it('knows a file that is not there', async () => {
    using world = new TestWorld();
    expect((await world.run('bus', 'identity', 'nowhere.js')).exit).toBe(3);
  });
});
