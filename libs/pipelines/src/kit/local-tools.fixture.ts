import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { tycho2Index } from '../photometry/tools.js';
import type { ToolRunner } from './tool.js';

const onPath = (program: string): boolean =>
  isAbsolute(program)
    ? existsSync(program)
    : (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Runs the tools of this machine, plainly: for specs of what pipelines make of them. */
export const localTools: ToolRunner = {
  run: ({ program, arguments: args, folder, timeoutS, input = '' }, hear) =>
    new Promise((done, failed) => {
      const startedMs = performance.now();
      // a spec may have put a program onto its own PATH, which is not that of the process it runs in
      const child = spawn(program, [...args], {
        ...{ cwd: folder, timeout: Math.round(timeoutS * 1000), env: process.env },
      });
      const said: string[] = [];
      createInterface(child.stdout).on('line', (line) => {
        said.push(line);
        hear?.(line);
      });
      createInterface(child.stderr).on('line', (line) => said.push(line));
      child.on('error', failed);
      child.on('close', (exitCode) =>
        done({
          exitCode,
          timedOut: child.killed,
          tail: said.slice(-5),
          durationS: (performance.now() - startedMs) / 1000,
        }),
      );
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    }),
  missing: (tools) => {
    const missing = tools.map(({ program }) => program).filter((program) => !onPath(program));
    return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
  },
};

/** What of the astronomer's tools is not on this machine. */
export const missingTools = (): string[] => [
  ...['source-extractor', 'solve-field', 'query-starkd'].filter((program) => !onPath(program)),
  ...(existsSync(tycho2Index) ? [] : [tycho2Index]),
];
