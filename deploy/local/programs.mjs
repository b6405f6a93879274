// Running programs for set-up: to their end, with what they said.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/** The program as a person calls it: for a script, the script and not the Node it runs on. @param {string} command @param {string[]} args */
const named = (command, args) => basename((command === process.execPath && args[0]) || command);

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onStatus?: (line: string) => void, timeoutMs?: number }} [options]
 *   `onStatus`: gets the lines the program writes to its file descriptor 3
 * @returns {Promise<string>} what it wrote to stdout
 * @throws with the last lines it wrote when it fails
 */
export function run(command, args, { cwd, env = process.env, onStatus, timeoutMs } = {}) {
  const child = spawn(command, args, { cwd, env, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let out = '';
  let said = '';
  child.stdout?.on('data', (chunk) => (out += chunk));
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  let rest = '';
  child.stdio[3]?.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (onStatus) lines.forEach(onStatus);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      code === 0
        ? resolve(out)
        : reject(new Error(`${named(command, args)} failed (${signal ?? `exit ${code}`})\n${said.trim()}`)),
    );
  });
}

/** The full path of a program on PATH. @param {string} name */
export function onPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
