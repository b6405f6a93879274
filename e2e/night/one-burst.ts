import { burstPacket, isAck, sendPacket } from './burst.js';
import { Observatory } from './observatory.js';
import { NightView } from './queries.js';

/** Starts an observatory, sends one burst, waits for three points; for stories that run it in a place of its own. */
await using observatory = await Observatory.start({ clock: '2008-03-19T06:13:00Z@10' });
const view = new NightView(observatory);
const facts = { trigger: '306757', raDeg: 217.926, decDeg: 36.303, eventTime: new Date('2008-03-19T06:12:49Z') };
if (!isAck(await sendPacket(observatory.vtpAuthorPort, burstPacket(facts))))
  throw new Error('the alert was not acknowledged');
const target = await view.targetOf(facts.trigger);
const points = await view.lightCurve(target.id, 3, 150_000);
await observatory.stop();
console.log(JSON.stringify({ points: points.length }));
