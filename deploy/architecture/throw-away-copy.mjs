// A copy of the workspace with its real lint rules and project descriptions but none of its sources, to break rules in.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, workspaces } from './workspaces.mjs';

const CARRIED = ['package.json', 'package-lock.json', 'nx.json', 'tsconfig.base.json', 'eslint.config.mjs'];

export class ThrowAwayCopy {
  /** @type {string} */ folder = realpathSync(mkdtempSync(join(tmpdir(), 'nightjar-rules-')));

  constructor() {
    for (const file of CARRIED) cpSync(join(ROOT, file), join(this.folder, file));
    cpSync(join(ROOT, 'deploy/architecture'), join(this.folder, 'deploy/architecture'), { recursive: true });
    for (const { path, manifest } of workspaces()) this.addProject(path, manifest);
    this.#linkPackages();
  }

  /** @param {string} path e.g. libs/stranger @param {object} manifest its package.json */
  addProject(path, manifest) {
    this.write(`${path}/package.json`, JSON.stringify(manifest));
    this.write(`${path}/src/index.ts`, 'export {};\n');
    this.write(`${path}/tsconfig.json`, JSON.stringify({ extends: '../../tsconfig.base.json', include: ['src'] }));
    const link = join(
      this.folder,
      'node_modules/@nightjar',
      /** @type {{ name: string }} */ (manifest).name.split('/')[1] ?? '',
    );
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(this.folder, path), link);
  }

  /** @param {string} path @param {string} text */
  write(path, text) {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** What the rules say of the whole copy. @returns {Promise<{ path: string, rule: string, says: string }[]>} */
  async lint() {
    const eslint = join(ROOT, 'node_modules/eslint/bin/eslint.js');
    const env = { ...process.env, NODE_OPTIONS: '', NX_WORKSPACE_ROOT_PATH: this.folder };
    const output = await new Promise((resolve, reject) => {
      const options = { cwd: this.folder, env, maxBuffer: 1e8 };
      execFile(process.execPath, [eslint, '--format', 'json', 'apps', 'libs'], options, (error, stdout, stderr) =>
        stdout.startsWith('[') ? resolve(stdout) : reject(new Error(`${error?.message}\n${stderr}\n${stdout}`)),
      );
    });
    return JSON.parse(output).flatMap((/** @type {any} */ file) =>
      file.messages.map((/** @type {any} */ { ruleId, message }) => ({
        path: file.filePath.slice(this.folder.length + 1),
        rule: String(ruleId),
        says: String(message),
      })),
    );
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The packages from outside, but never the workspace's own: those are the copy's. */
  #linkPackages() {
    const from = join(ROOT, 'node_modules');
    for (const name of readdirSync(from).filter((entry) => entry !== '@nightjar' && !entry.startsWith('.'))) {
      const link = join(this.folder, 'node_modules', name);
      if (!existsSync(link)) symlinkSync(join(from, name), link);
    }
  }
}
