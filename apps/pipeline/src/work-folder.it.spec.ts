import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { machineHere } from '@nightjar/programs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineConfig } from './pipeline.config.js';
import { WorkFolder } from './work-folder.js';

describe('the folder of a process', () => {
  let home: string;
  let folders: WorkFolder;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'nightjar-work-'));
    folders = new WorkFolder({ NIGHTJAR_HOME: home } as PipelineConfig);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  /** A program as the tool runner starts it, and then in another folder and a session of its own. */
  const stray = async (folder: string): Promise<{ readonly ended: Promise<unknown> }> => {
    const child = spawn('sh', ['-c', 'cd / && echo away && exec sleep 600'], {
      ...{ cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'ignore'] },
      env: { PATH: process.env['PATH'], HOME: folder },
    });
    await once(child.stdout, 'data');
    return { ended: once(child, 'exit') };
  };

  it('is gone when the work is over, with every program that was started in it, wherever that has gone since', async () => {
    let folder = '';
    let program: { readonly ended: Promise<unknown> } | undefined;
    const work = folders.during('x-1', async (at) => {
      program = await stray((folder = at));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await program?.ended).toEqual([null, 'SIGKILL']);
    expect(existsSync(folder)).toBe(false);
  });

  it('of a runner that is no more is removed by the next that looks, with its programs; a living one keeps its own', async () => {
    const left = join(home, 'work', `4194304-1-${machineHere}`, 'y-1');
    mkdirSync(left, { recursive: true });
    const program = await stray(left);
    await folders.during('z-1', async (mine) => {
      expect(await folders.sweep()).toBe(1);
      expect(await program.ended).toEqual([null, 'SIGKILL']);
      expect(existsSync(mine)).toBe(true);
    });
    expect(readdirSync(join(home, 'work'))).toHaveLength(1);
  });
});
