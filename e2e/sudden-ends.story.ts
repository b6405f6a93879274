import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { burstPacket, isAck, sendPacket } from './night/burst.js';
import { eventually, Observatory } from './night/observatory.js';
import { NightView } from './night/queries.js';

/** Bursts over San Pedro Mártir in the evening of 2008 March 19, far apart and far from the Moon. */
const SKY = [
  { service: 'alerts', raDeg: 140.0, decDeg: 40.0 },
  { service: 'catalog', raDeg: 165.0, decDeg: 30.0 },
  { service: 'scheduler', raDeg: 180.0, decDeg: 25.0 },
  { service: 'sequencer', raDeg: 195.0, decDeg: 35.0 },
  { service: 'instruments', raDeg: 210.0, decDeg: 30.0 },
  { service: 'pipeline-inspect', raDeg: 170.0, decDeg: 45.0 },
  { service: 'pipeline-photometry', raDeg: 200.0, decDeg: 50.0 },
  { service: 'pipeline-site', raDeg: 150.0, decDeg: 55.0 },
  { service: 'gateway', raDeg: 205.0, decDeg: 15.0 },
  { service: 'simulator', raDeg: 190.0, decDeg: 60.0 },
  { service: 'nats', raDeg: 175.0, decDeg: 15.0 },
  { service: 'postgres', raDeg: 217.9, decDeg: 36.3 },
] as const;

const POINTS = 3;

/** Alerts sent in the moments after an end: what of them is acknowledged must be there in the end. */
const MEANWHILE = 10;

/** One night at ten times its pace; each burst of it meets the sudden end of another service or server. */
describe('a service or server killed with SIGKILL in the middle of an observation', () => {
  let observatory: Observatory;
  let view: NightView;
  let clock: () => Promise<Date>;

  beforeAll(async () => {
    observatory = await Observatory.start({ clock: '2008-03-19T06:00:00Z@10' });
    view = new NightView(observatory);
    clock = async () => {
      const status = await observatory.get<{ clock: { now: string } }>('/api/status');
      return new Date(status.clock.now);
    };
  }, 240_000);
  afterAll(() => observatory?.[Symbol.asyncDispose](), 60_000);

  it.each(SKY.map((place, i) => ({ ...place, trigger: String(900_001 + i) })))(
    '$service comes back; nothing is lost or doubled, and the light curve still comes',
    async ({ service, trigger, raDeg, decDeg }) => {
      await observatory.skyListens();
      const eventTime = new Date((await clock()).getTime() - 60_000);
      const ivoid = ivoidOf(trigger);
      expect(
        isAck(await sendPacket(observatory.vtpAuthorPort, burstPacket({ trigger, raDeg, decDeg, eventTime }))),
      ).toBe(true);
      const target = await view.targetOf(trigger);
      await eventually('the first frame', 60_000, async () => (await view.products(target.id))[0]);

      await observatory.kill(service);
      const acknowledged = await sendMeanwhile(observatory, { trigger, raDeg, decDeg, eventTime });

      await view.lightCurve(target.id, POINTS, 120_000).catch((fault: unknown) => {
        throw new Error(`${String(fault)}\n${observatory.tail(60)}`);
      });
      await eventually(`${service} is ready again`, 30_000, async () =>
        (await fetch(`${observatory.url}/api/readyz`)).status === 200 ? true : undefined,
      );
      const requests = await view.requests(target.id);
      expect([(await view.notices(ivoid)).length, requests.length]).toEqual([1, 1]);
      for (const other of acknowledged) expect(await view.notices(ivoidOf(other))).toHaveLength(1);
      await cancel(observatory, requests[0]?.id ?? '');
      await expectNothingDoubled(view, target.id);
    },
    240_000,
  );
});

const ivoidOf = (trigger: string): string => `ivo://nightjar.story/swift#BAT_GRB_Pos_${trigger}`;

/** Sends alerts that move nothing. @returns those that were acknowledged: while PostgreSQL is away nothing is */
async function sendMeanwhile(
  { vtpAuthorPort }: Observatory,
  facts: Parameters<typeof burstPacket>[0],
): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let i = 0; i < MEANWHILE; i++) {
    const trigger = `${facts.trigger}${i}`;
    const packet = burstPacket({ ...facts, trigger, role: 'test' });
    const answer = await sendPacket(vtpAuthorPort, packet).catch(() => undefined);
    if (isAck(answer)) acknowledged.push(trigger);
  }
  return acknowledged;
}

/** Makes room for the next burst: the strategy of a burst never interrupts another. */
async function cancel(observatory: Observatory, request: string): Promise<void> {
  await fetch(`${observatory.url}/api/requests/${request}/cancel`, {
    method: 'POST',
    headers: { ...observatory.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ because: 'the story goes on' }),
  });
}

/** Each frame once, each reduced once by each pipeline, each datum once. */
async function expectNothingDoubled(view: NightView, target: string): Promise<void> {
  const [products, processes, points] = await Promise.all([
    view.products(target),
    view.processes(target),
    view.data(target),
  ]);
  const frames = products.filter((product) => product.type === 'frame');
  const unique = (values: readonly string[]): void => expect([...new Set(values)].sort()).toEqual([...values].sort());
  unique(frames.map((frame) => frame.sha256));
  // that of a template is of no one frame
  unique(products.flatMap((product) => (product.type === 'preview' ? (product.of ?? []) : [])));
  unique(processes.map((process) => `${process.pipeline} of ${process.inputs.join()}`));
  unique(points.map((point) => `${point.time} ${point.filter} ${point.instrument}`));
}
