import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FrameStored } from '@nightjar/contracts';
import { freePort, startNight, type Night } from '@nightjar/testkit';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

jest.setTimeout(120_000);

const HERE = import.meta.dirname;
const FILE = join(HERE, 'write-an-agent.example.ts');
const NIGHTJAR = join(HERE, '../../apps/cli/bin/nightjar.mjs');

const started: ChildProcess[] = [];
afterEach(() => {
  // also where the story broke off: an agent goes on for ever
  for (const child of started.splice(0)) child.kill('SIGTERM');
});

/** The command as somebody types it in the night's circumstances. */
function nightjar(night: Night, args: readonly string[]): ChildProcess {
  const env = { ...process.env, NODE_OPTIONS: '', ...night.environment, NIGHTJAR_LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, [NIGHTJAR, ...args], { env });
  started.push(child);
  return child;
}

async function outcome(night: Night, ...args: string[]): Promise<{ exit: unknown; said: string; talked: string }> {
  const child = nightjar(night, args);
  if (!child.stdout || !child.stderr) throw new Error('no output');
  const [said, talked, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { exit, said, talked };
}

describe('the agent of the how-to', () => {
  it('stands on its page as it is, and has less than sixty lines', () => {
    const code = readFileSync(FILE, 'utf8');
    expect(readFileSync(join(HERE, 'write-an-agent.md'), 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\`\n`);
    expect(code.trimEnd().split('\n').length).toBeLessThan(60);
  });

  it('runs beside the others, is listed, counts a frame once, answers and refuses, and ends in order', async () => {
    await using night = await startNight();
    const port = await freePort();
    const gateway = await night.spawn('gateway', {
      NIGHTJAR_HTTP_PORT: String(port),
      NIGHTJAR_EXPECTED_AGENTS: 'gateway',
    });
    await gateway.says(/"ready"/, 60_000);
    const url = ['--url', `http://127.0.0.1:${port}`];
    const listed = async (): Promise<string> => (await outcome(night, 'agents', 'ls', ...url)).said;
    const send = (contract: string, ...rest: string[]) =>
      outcome(night, 'agents', 'send', 'tally', contract, ...rest, '--json', ...url);

    expect(await send('ask.tally.filter.list')).toMatchObject({
      exit: 6,
      talked: expect.stringMatching(/no agent tally/),
    });

    const agent = nightjar(night, ['agents', 'run', FILE]);
    const log: string[] = [];
    agent.stdout?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    agent.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    while (!/tally +READY/.test(await listed())) {
      if (agent.exitCode !== null) throw new Error(log.join(''));
    }

    const frame = (filter: string) => ({ ...FrameStored.example, filter });
    await night.publish(FrameStored, frame('V'), { id: 'the same' });
    await night.publish(FrameStored, frame('V'), { id: 'the same', streamId: 'but delivered again' });
    await night.publish(FrameStored, frame('B'));
    const tallies = async (): Promise<unknown> => JSON.parse((await send('ask.tally.filter.list')).said) as unknown;
    let said = await tallies();
    while (!JSON.stringify(said).includes('"B"')) said = await tallies();
    const results = [
      { filter: 'B', frames: 1 },
      { filter: 'V', frames: 1 },
    ];
    expect(said).toEqual({ outcome: 'done', gives: { results } });

    const wrong = await send('ask.tally.filter.list', '{"filter": 7}');
    expect([wrong.exit, JSON.parse(wrong.said)]).toEqual([
      2,
      expect.objectContaining({ outcome: 'refused', code: 'invalid' }),
    ]);
    const away = await send('ListTargets');
    expect([away.exit, JSON.parse(away.said)]).toEqual([6, expect.objectContaining({ which: 'unreachable' })]);
    expect((await send('NoSuchThing')).exit).toBe(3);
    expect((await send('FrameStored')).exit).toBe(2);

    agent.kill('SIGINT');
    await once(agent, 'exit');
    expect(log.join('')).not.toMatch(/"level":"error"/);
  });
});
