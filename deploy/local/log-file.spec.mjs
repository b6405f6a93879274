import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from './log-file.mjs';

describe('a log file', () => {
  it('starts anew when it is full, keeping the three before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-log-'));
    const log = new LogFile(join(folder, 'a.log'), 10);
    for (let i = 1; i <= 6; i++) log.write(`record ${i} is long`);
    log.write('short');
    log.close();
    expect(readdirSync(folder).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2', 'a.log.3']);
    expect(readFileSync(join(folder, 'a.log'), 'utf8')).toBe('short\n');
    expect(readFileSync(join(folder, 'a.log.1'), 'utf8')).toBe('record 6 is long\n');
    rmSync(folder, { recursive: true });
  });

  it('goes on with what an earlier run had written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-log-'));
    for (const line of ['one', 'two']) {
      const log = new LogFile(join(folder, 'a.log'));
      log.write(line);
      log.close();
    }
    expect(readFileSync(join(folder, 'a.log'), 'utf8')).toBe('one\ntwo\n');
    rmSync(folder, { recursive: true });
  });
});
