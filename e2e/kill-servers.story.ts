import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { burstPacket, isAck, sendPacket } from './night/burst.js';
import { eventually, Observatory } from './night/observatory.js';
import { NightView } from './night/queries.js';

const facts = { trigger: '306757', raDeg: 217.926, decDeg: 36.303, eventTime: new Date('2008-03-19T06:12:49Z') };
const IVOID = 'ivo://nightjar.story/swift#BAT_GRB_Pos_';

describe.each([['nats'], ['postgres']])('%s killed with SIGKILL during a night', (server) => {
  let observatory: Observatory;
  let view: NightView;

  beforeAll(async () => {
    observatory = await Observatory.start({ clock: '2008-03-19T06:13:00Z@10' });
    view = new NightView(observatory);
  }, 180_000);
  afterAll(() => observatory?.[Symbol.asyncDispose](), 60_000);

  it('starts again by itself; every acknowledged alert is there and the light curve goes on', async () => {
    expect(isAck(await sendPacket(observatory.vtpAuthorPort, burstPacket(facts)))).toBe(true);
    const target = await view.targetOf(facts.trigger);
    await view.lightCurve(target.id, 1, 90_000);

    await observatory.kill(server);

    const acked: string[] = [];
    for (let i = 0; i < 10; i++) {
      const trigger = `77${i}`;
      const packet = burstPacket({ ...facts, trigger, role: 'test' });
      const answer = await sendPacket(observatory.vtpAuthorPort, packet).catch(() => undefined);
      if (isAck(answer)) acked.push(trigger);
    }
    const before = (await eventually('the record answers', 60_000, () => view.data(target.id))).length;
    await view.lightCurve(target.id, before + 2, 120_000).catch((fault: unknown) => {
      throw new Error(`${String(fault)}\n${observatory.tail(60)}`);
    });
    // What was acknowledged before the end counts too: while the server is away there may be no receipt at all.
    for (const trigger of [facts.trigger, ...acked]) expect(await view.notices(`${IVOID}${trigger}`)).toHaveLength(1);
    await eventually('ready again', 30_000, async () =>
      (await fetch(`${observatory.url}/api/readyz`)).status === 200 ? true : undefined,
    );
    expect(await view.requests(target.id)).toHaveLength(1);
  }, 240_000);
});
