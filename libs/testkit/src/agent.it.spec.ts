import { describe, expect, it } from '@jest/globals';
import { Controller, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import {
  EmergencyStop,
  HeartbeatTelemetry,
  ListRequests,
  ListStrategies,
  PauseAgent,
  PingAgent,
  Replan,
  ResumeAgent,
  SafetyChanged,
  ShutdownAgent,
  StatusAgent,
  TargetAdded,
  type Gives,
  type Heartbeat,
} from '@nightjar/contracts';
import { Database, FencedOut, Lease, migration } from '@nightjar/persistence';
import { CommonConfig, defineService, Handles, startService, type Hears } from '@nightjar/service-kit';
import { startNight, type Night } from './night.js';

/** A place where somebody waits until he is let on. */
class Gate {
  private arrive = (): void => undefined;
  private open = (): void => undefined;
  readonly began = new Promise<void>((done) => (this.arrive = done));
  private readonly ended = new Promise<void>((done) => (this.open = done));

  reached(): Promise<void> {
    this.arrive();
    return this.ended;
  }

  end(): void {
    this.open();
  }
}
const slow = new Gate();
const lingering = new Gate();

@Controller()
class PractiseController {
  constructor(private readonly database: Database) {}

  @Handles(Replan)
  async replan(): Promise<Gives<typeof Replan>> {
    return Replan.gives.parse(Replan.example.gives);
  }

  @Handles(ListStrategies)
  async strategies(): Promise<Gives<typeof ListStrategies>> {
    return { results: [] };
  }

  @Handles(ListRequests)
  async requests(): Promise<Gives<typeof ListRequests>> {
    await lingering.reached();
    return { results: [], next: null, count: { value: 0, exact: true } };
  }

  @Handles(EmergencyStop)
  async stop(): Promise<Gives<typeof EmergencyStop>> {
    return EmergencyStop.gives.parse(EmergencyStop.example.gives);
  }

  @Handles(TargetAdded)
  async note({ name }: Hears<typeof TargetAdded>): Promise<void> {
    await this.write(name);
  }

  @Handles(SafetyChanged)
  async safety({ because }: Hears<typeof SafetyChanged>): Promise<void> {
    await this.write(because);
  }

  private async write(says: string): Promise<void> {
    await this.database.transaction((tx) => tx.rows('insert into practise.note (says) values (?)', [says]));
  }
}

@Module({ controllers: [PractiseController] })
class PractiseModule {}

@Injectable()
class SlowStart implements OnApplicationBootstrap {
  async onApplicationBootstrap(): Promise<void> {
    await slow.reached();
  }
}

@Module({ controllers: [PractiseController], providers: [SlowStart] })
class SlowModule {}

const practise = defineService({
  name: 'practise',
  says: 'A service to practise on.',
  config: CommonConfig.extend({}),
  module: PractiseModule,
  single: true,
  database: {
    schema: 'practise',
    entities: [],
    migrations: [migration('0001_create_note', 'create table practise.note (says text not null)')],
  },
});

const target = (name: string) => ({ ...TargetAdded.example, name });
const here = { instance: 'practise' };
const notes = async (night: Night): Promise<string[]> =>
  (await night.sql<{ says: string }>('select says from practise.note')).map((row) => row.says);

async function until(fits: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await fits())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

describe('an agent', () => {
  it('while paused refuses commands with the reason, lets events wait, still answers questions and passes what is safety', async () => {
    await using night = await startNight({ services: [practise] });
    const paused = await night.bus.ask(PauseAgent, { because: 'a fire drill' }, { ...here, actor: 'ada' });
    expect(paused).toMatchObject({ state: 'PAUSED', because: 'paused by ada: a fire drill' });

    await expect(night.ask(Replan, {})).rejects.toMatchObject({ code: 'paused', message: /a fire drill/ });
    expect(await night.ask(ListStrategies, {})).toEqual({ results: [] });
    expect(await night.ask(EmergencyStop, {})).toEqual(EmergencyStop.example.gives);
    await night.publish(TargetAdded, target('waits'));
    await night.publish(SafetyChanged, { safe: false, because: 'passes', at: '2008-03-19T06:20:00.000Z' });
    await until(async () => (await notes(night)).length > 0);
    expect(await notes(night)).toEqual(['passes']);

    const resumed = await night.bus.ask(ResumeAgent, {}, here);
    expect(resumed.state).toBe('READY');
    await until(async () => (await notes(night)).length > 1);
    expect(await notes(night)).toEqual(['passes', 'waits']);
    expect((await night.ask(Replan, {})).outcome).toBe('queued');
  });

  it('ends when it is told to, after it has answered', async () => {
    await using night = await startNight();
    let ended = 0;
    const { clock, site, environment } = night;
    const service = await startService(practise, { clock, site, environment, onShutdown: () => void (ended += 1) });
    const answer = await night.bus.ask(ShutdownAgent, { because: 'a new version' }, { ...here, actor: 'ada' });
    expect(answer).toMatchObject({ state: 'STOPPING', because: 'shut down by ada: a new version' });
    await until(() => ended === 1);
    await service.stop();
    await expect(night.bus.ask(PingAgent, {}, here)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('of which there may be one stands by while another leads, and takes over when that one stops', async () => {
    await using night = await startNight({ services: [practise] });
    const { clock, site, environment } = night;
    const beats: Heartbeat[] = [];
    night.bus.hear(HeartbeatTelemetry, async (beat) => void beats.push(beat));
    const second = startService(practise, { clock, site, environment });
    await until(() => beats.some((beat) => beat.standsBy));
    expect(beats.find((beat) => beat.standsBy)).toMatchObject({
      name: 'practise',
      state: 'STARTING',
      because: expect.stringMatching(/^stands by: practise is led by /),
    });
    const asked = await Promise.all(Array.from({ length: 10 }, () => night.bus.ask(PingAgent, {}, here)));
    expect(asked.map(({ state }) => state)).toEqual(asked.map(() => 'READY'));

    await night.stop('practise');
    const leader = await second;
    await night.publish(TargetAdded, target('taken over'));
    await until(async () => (await notes(night)).includes('taken over'));
    expect(await night.bus.ask(PingAgent, {}, here)).toMatchObject({ state: 'READY', standsBy: false });
    await leader.stop();
  });

  it('answers and beats while its start still takes its time', async () => {
    await using night = await startNight();
    const { clock, site, environment } = night;
    const beats: Heartbeat[] = [];
    night.bus.hear(HeartbeatTelemetry, async (beat) => void beats.push(beat));
    const starting = startService({ ...practise, module: SlowModule }, { clock, site, environment });
    await slow.began;
    await until(() => beats.some(({ name }) => name === 'practise'));
    const status = await night.bus.ask(StatusAgent, {}, here);
    expect(status).toMatchObject({ state: 'STARTING', because: 'starting', service: 'practise', outbox: 0 });
    slow.end();
    const service = await starting;
    expect(await night.bus.ask(StatusAgent, {}, here)).toMatchObject({
      state: 'READY',
      serves: expect.arrayContaining([Replan.subject, PingAgent.subject]),
      hears: [TargetAdded.subject, SafetyChanged.subject],
    });
    await service.stop();
  });

  it('answers what it was asked before it was told to stop', async () => {
    await using night = await startNight({ services: [practise] });
    const answer = night.ask(ListRequests, {});
    await lingering.began;
    const stopped = night.stop('practise');
    lingering.end();
    expect(await answer).toMatchObject({ results: [] });
    await stopped;
  });

  it('that was replaced can write nothing more, and ends', async () => {
    await using night = await startNight();
    let ended = 0;
    const { clock, site, environment } = night;
    const old = await startService(practise, { clock, site, environment, onShutdown: () => void (ended += 1) });
    // What another machine would do after this one's term had run out unnoticed, e.g. in a long pause of the process.
    await night.sql(`update practise.lease set expires_at = '-infinity'`);
    const rival = await Database.open({
      url: night.databaseUrl,
      schema: 'practise',
      entities: [],
      migrations: practise.database?.migrations ?? [],
    });
    expect((await new Lease(rival, 'practise', 'elsewhere/1/2/3').take()).kind).toBe('held');

    await expect(old.database?.transaction(async () => undefined)).rejects.toBeInstanceOf(FencedOut);
    await until(() => ended === 1);
    await old.stop();
    await rival.close();
  });
});

describe('a lease', () => {
  it('goes to one of many who want it at the same moment, and its fence grows with every change of hands', async () => {
    await using night = await startNight({ services: [practise] });
    const database = await Database.open({
      url: night.databaseUrl,
      schema: 'practise',
      entities: [],
      migrations: practise.database?.migrations ?? [],
    });
    const rivals = Array.from({ length: 10 }, (_, i) => new Lease(database, 'one', `rival ${i}`));
    const outcomes = await Promise.all(rivals.map((rival) => rival.take()));
    const winner = outcomes.findIndex((outcome) => outcome.kind === 'held');
    const first = outcomes[winner];
    expect(outcomes.filter((outcome) => outcome.kind === 'held')).toHaveLength(1);
    if (first?.kind !== 'held') throw new Error('somebody holds it');
    expect(await rivals[winner]?.renew(first.lease)).toBe(true);
    await rivals[winner]?.giveUp(first.lease);
    const next = await rivals[(winner + 1) % 10]?.take();
    expect(next).toMatchObject({ kind: 'held', lease: { fence: String(Number(first.lease.fence) + 1) } });
    expect(await rivals[winner]?.renew(first.lease)).toBe(false);
    await database.close();
  });
});
