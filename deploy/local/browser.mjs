// Opening the console in the user's browser, where there is one.
import { spawn } from 'node:child_process';
import { onPath } from './programs.mjs';

/** @returns {string | undefined} the program that opens a page, when a person sits in front of a screen */
function opener() {
  if (!process.stdout.isTTY) return undefined;
  if (process.platform === 'darwin') return onPath('open');
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? onPath('xdg-open') : undefined;
}

/** @param {string} url */
export function openBrowser(url) {
  const program = opener();
  if (!program) return;
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // the address has been printed; no browser is no failure
  child.unref();
}
