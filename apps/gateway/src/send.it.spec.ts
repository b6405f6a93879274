import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  CancelRequest,
  EmergencyStop,
  ListStrategies,
  newId,
  Refusal,
  Replan,
  SubmitCommand,
  type Command,
  type Gives,
} from '@nightjar/contracts';
import { CommonConfig, defineService, Handles, type Asks } from '@nightjar/service-kit';
import { openClient, type Client } from './client.fixture.js';

const heard: { readonly actor: string; readonly ask: unknown }[] = [];

@Controller()
class PractiseController {
  @Handles(ListStrategies)
  async strategies(): Promise<Gives<typeof ListStrategies>> {
    return { results: [] };
  }

  @Handles(Replan)
  async replan(ask: Asks<typeof Replan>, { actor }: Meta): Promise<Gives<typeof Replan>> {
    heard.push({ ask, actor });
    return { outcome: 'queued', job: 'job_1' };
  }

  @Handles(SubmitCommand)
  async submit(): Promise<Command> {
    const sample = SubmitCommand.gives.parse(SubmitCommand.example.gives);
    return { ...sample, id: newId('cmd'), state: 'SENT' };
  }

  @Handles(CancelRequest)
  async cancel(): Promise<never> {
    throw new Refusal('already_over', 'it is over', { since: 7 });
  }

  @Handles(EmergencyStop)
  async stop(ask: Asks<typeof EmergencyStop>, { actor }: Meta): Promise<Gives<typeof EmergencyStop>> {
    heard.push({ ask, actor });
    return EmergencyStop.gives.parse(EmergencyStop.example.gives);
  }
}

@Module({ controllers: [PractiseController] })
class PractiseModule {}

const practise = defineService({
  name: 'practise',
  says: 'A service to practise on.',
  config: CommonConfig.extend({}),
  module: PractiseModule,
  database: { schema: 'practise', entities: [], migrations: [] },
});

describe('a message sent to an agent through the gateway', () => {
  let client: Client;
  const send = (agent: string, contract: string, payload?: unknown, more: object = {}) =>
    client.post(`/agents/${agent}/send`, { contract, payload, ...more });

  beforeAll(async () => {
    client = await openClient();
    await client.night.start(practise);
  });
  afterAll(() => client.close());

  it('is done when the answer is the end of it', async () => {
    expect(await send('practise', 'ListStrategies')).toEqual([200, { outcome: 'done', gives: { results: [] } }]);
  });

  it('is accepted when a job waits for its turn, started when there is a run to watch', async () => {
    expect(await send('practise', 'Replan', { because: 'x' })).toMatchObject([
      200,
      { outcome: 'accepted', job: 'job_1' },
    ]);
    const payload = SubmitCommand.example.takes;
    expect(await send('practise', 'SubmitCommand', payload)).toMatchObject([
      200,
      { outcome: 'started', run: expect.stringMatching(/^cmd_/), gives: { state: 'SENT' } },
    ]);
  });

  it('is refused by the agent’s own code', async () => {
    const payload = CancelRequest.example.takes;
    expect(await send('practise', 'CancelRequest', payload)).toEqual([
      200,
      { outcome: 'refused', code: 'already_over', says: 'it is over', detail: { since: 7 } },
    ]);
    expect(await send('practise', 'CancelRequest', { id: 7 })).toMatchObject([
      200,
      { outcome: 'refused', code: 'invalid' },
    ]);
  });

  it('times out as unreachable when nobody of that name serves it, in a sentence that helps', async () => {
    expect(await send('cook', 'Replan', { because: 'x' })).toMatchObject([
      200,
      { outcome: 'timed_out', which: 'unreachable', says: expect.stringContaining('no agent cook answers') },
    ]);
    expect(await send('practise', 'ListTargets')).toMatchObject([
      200,
      { outcome: 'timed_out', says: expect.stringContaining('does not serve') },
    ]);
  });

  it('is carried out once for each of its own keys', async () => {
    heard.length = 0;
    const once = { idempotencyKey: 'k1', deadlineS: 10 };
    const [first, second] = [
      await send('practise', 'Replan', { because: 'y' }, once),
      await send('practise', 'Replan', { because: 'y' }, once),
    ];
    expect(second).toEqual(first);
    expect(heard).toEqual([{ ask: { because: 'y' }, actor: 'administrator' }]);
  });

  it('never acts in another’s name', async () => {
    heard.length = 0;
    await send('practise', 'EmergencyStop', { actor: 'somebody else' });
    expect(heard).toEqual([{ ask: { actor: 'administrator' }, actor: 'administrator' }]);
  });

  it('is a command or a question by its name: an event is told by whom it is true of', async () => {
    expect(await send('practise', 'TargetAdded')).toMatchObject([400, { code: 'invalid' }]);
    expect(await send('practise', 'HeartbeatTelemetry')).toMatchObject([400, { code: 'invalid' }]);
    expect(await send('practise', 'Dance')).toMatchObject([
      404,
      { code: 'not_found', known: expect.arrayContaining(['Replan', 'ListTargets']) },
    ]);
    expect(await send('practise', 'toString')).toMatchObject([404, { code: 'not_found' }]);
  });
});
