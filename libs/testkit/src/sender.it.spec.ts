import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { Sender, type Meta } from '@nightjar/bus';
import {
  CancelRequest,
  CommandChanged,
  ListProducts,
  ListStrategies,
  ListTargets,
  newId,
  PauseAgent,
  PingAgent,
  Refusal,
  Replan,
  ResumeAgent,
  SubmitCommand,
  type Command,
  type Gives,
} from '@nightjar/contracts';
import { CommonConfig, defineService, Handles, type Asks } from '@nightjar/service-kit';
import { startNight, type Night } from './night.js';

jest.setTimeout(90_000);

/** What came to the handlers, and with what. */
const heard: Meta[] = [];

@Controller()
class PractiseController {
  @Handles(ListStrategies)
  async strategies(_: Asks<typeof ListStrategies>, meta: Meta): Promise<Gives<typeof ListStrategies>> {
    heard.push(meta);
    return { results: [] };
  }

  @Handles(SubmitCommand)
  async submit({ id, order }: Asks<typeof SubmitCommand>): Promise<Command> {
    return slew(id ?? newId('cmd'), order.action === 'stop' ? 'DONE' : 'RUNNING');
  }

  @Handles(Replan)
  async replan(): Promise<Gives<typeof Replan>> {
    return { outcome: 'queued', job: 'job_1' };
  }

  @Handles(CancelRequest)
  async cancel({ because }: Asks<typeof CancelRequest>): Promise<never> {
    if (because === 'a fault') throw new RangeError('its inner words');
    throw new Refusal('already_over', 'it is over', { since: 7 });
  }
}

@Module({ controllers: [PractiseController] })
class PractiseModule {}

const practise = defineService({
  name: 'practise',
  says: 'A service to practise on.',
  config: CommonConfig.extend({}),
  module: PractiseModule,
  agents: ['practise', 'practise-north'],
  instance: () => 'practise-north',
  database: { schema: 'practise', entities: [], migrations: [] },
});

const slew = (id: string, state: Command['state']): Command => ({
  ...SubmitCommand.gives.parse(SubmitCommand.example.gives),
  id,
  state,
});
const mount = { instrument: 'mount', order: { action: 'park' } } as const;
const cancelled = { id: newId('req'), because: 'clouds' };

describe('what is sent to an agent', () => {
  let night: Night;
  let sender: Sender;
  beforeAll(async () => {
    night = await startNight({ services: [practise] });
    sender = new Sender(night.bus);
  });
  afterAll(() => night[Symbol.asyncDispose]());

  it.each(['practise', 'practise-north'])('is done, by the name %s', async (agent) => {
    expect(await sender.send(agent, ListStrategies, {})).toEqual({ outcome: 'done', gives: { results: [] } });
  });

  it('comes with its actor, its deadline, and what it is a consequence of', async () => {
    const deadline = new Date(Date.now() + 4000);
    await sender.send('practise', ListStrategies, {}, { actor: 'Ada Löwe', cause: 'evt-7', deadline });
    expect(heard.at(-1)).toMatchObject({ actor: 'Ada Löwe', cause: 'evt-7', deadline });
  });

  it('is begun, and its run can be watched to the end however soon that comes', async () => {
    const id = newId('cmd');
    const sent = await sender.send('practise', SubmitCommand, { ...mount, id });
    if (sent.outcome !== 'started') throw new Error(JSON.stringify(sent));
    expect(sent.run.id).toBe(id);
    for (const command of [slew(newId('cmd'), 'DONE'), slew(id, 'RUNNING'), slew(id, 'DONE')]) {
      await night.publish(CommandChanged, command);
    }
    const states: string[] = [];
    for await (const told of sent.run.watch()) states.push(CommandChanged.carries.parse(told).state);
    expect(states).toEqual(['RUNNING', 'DONE']);
    expect(await sent.run.end()).toMatchObject({ id, state: 'DONE' });
  });

  it('is no run where the answer is already the end', async () => {
    const sent = await sender.send('practise', SubmitCommand, { ...mount, order: { action: 'stop' } });
    expect(sent).toMatchObject({ outcome: 'done', gives: { state: 'DONE' } });
  });

  it('is accepted where a job waits for its turn', async () => {
    expect(await sender.send('practise', Replan, {})).toMatchObject({ outcome: 'accepted', job: 'job_1' });
  });

  it('is refused with its code, and a fault keeps its inner words', async () => {
    expect(await sender.send('practise', CancelRequest, cancelled)).toEqual({
      outcome: 'refused',
      code: 'already_over',
      says: 'it is over',
      detail: { since: 7 },
    });
    const fault = await sender.send('practise', CancelRequest, { ...cancelled, because: 'a fault' });
    expect(fault).toMatchObject({ outcome: 'refused', code: 'fault', says: expect.not.stringContaining('inner') });
    const wrong = await sender.send('practise', CancelRequest, { id: 'x', because: '' });
    expect(wrong).toMatchObject({ outcome: 'refused', code: 'invalid' });
  });

  it('is refused with the reason while the agent is paused', async () => {
    await sender.send('practise-north', PauseAgent, { because: 'a fire drill' });
    const sent = await sender.send('practise', Replan, {}, { idempotencyKey: 'drill' });
    expect(sent).toMatchObject({ outcome: 'refused', code: 'paused', says: expect.stringContaining('a fire drill') });
    await sender.send('practise-north', ResumeAgent, {});
    const again = await sender.send('practise', Replan, {}, { idempotencyKey: 'drill' });
    expect(again.outcome).toBe('accepted');
  });

  it('reaches nobody, and says whether the agent is away or does not serve it', async () => {
    expect(await sender.send('nobody', ListStrategies, {})).toEqual({
      outcome: 'timed_out',
      which: 'unreachable',
      says: 'no agent nobody answers; is it running? nightjar agents ls shows all',
    });
    const sent = await sender.send('practise-north', ListProducts, {});
    expect(sent).toMatchObject({ outcome: 'timed_out', which: 'unreachable' });
    expect('says' in sent && sent.says).toContain(
      `practise-north runs, but does not serve ${ListProducts.subject}; it serves `,
    );
    expect('says' in sent && sent.says).toContain(ListStrategies.subject);
  });

  it('after its deadline is not sent at all', async () => {
    const before = heard.length;
    const sent = await sender.send('practise', ListStrategies, {}, { deadline: new Date(Date.now() - 1) });
    expect(sent).toMatchObject({ outcome: 'timed_out', which: 'out_of_date' });
    expect(heard).toHaveLength(before);
  });

  it('while a message is in hand is a consequence of that one', async () => {
    const done = new Promise<string>((tell) => {
      night.bus.serve(
        PingAgent,
        async (_, meta) => {
          await sender.send('practise', ListStrategies, {});
          tell(meta.id);
          return PingAgent.gives.parse(PingAgent.example.gives);
        },
        'relaying',
      );
    });
    await sender.send('relaying', PingAgent, {});
    expect(heard.at(-1)?.cause).toBe(await done);
  });
});

describe('a question', () => {
  it('is not answered once the patience of whoever asked is over', async () => {
    await using night = await startNight();
    const catalog = await night.spawn('catalog');
    await catalog.says(/"ready"/, 60_000);
    process.kill(catalog.pid, 'SIGSTOP');
    await expect(night.bus.ask(ListTargets, {}, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timed_out' });
    process.kill(catalog.pid, 'SIGCONT');
    await catalog.says(/came after its deadline/);
    // The refusal does not wait for its record.
    const recorded = () => night.sql('select subject, actor from catalog.out_of_date');
    while ((await recorded()).length === 0) await new Promise((done) => setTimeout(done, 20));
    expect(await recorded()).toEqual([{ subject: ListTargets.subject, actor: night.bus.name }]);
  });
});
