import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tycho2Index } from '../photometry/tools.js';
import type { ToolRunner } from './tool.js';

/** Runs the tools of this machine, plainly: for specs of what pipelines make of them. */
export const localTools: ToolRunner = {
  run: ({ program, arguments: args, folder, timeoutS }) =>
    new Promise((done) => {
      const startedMs = performance.now();
      execFile(program, [...args], { cwd: folder, timeout: timeoutS * 1000 }, (fault, stdout, stderr) =>
        done({
          exitCode: fault ? (typeof fault.code === 'number' ? fault.code : null) : 0,
          timedOut: fault?.killed ?? false,
          tail: `${stdout}\n${stderr}`.trim().split('\n').slice(-5),
          durationS: (performance.now() - startedMs) / 1000,
        }),
      );
    }),
};

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** What of the astronomer's tools is not on this machine. */
export const missingTools = (): string[] => [
  ...['source-extractor', 'solve-field', 'query-starkd'].filter((program) => !onPath(program)),
  ...(existsSync(tycho2Index) ? [] : [tycho2Index]),
];
