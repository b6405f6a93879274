// Completes package-lock.json after `npm install --package-lock-only`.
//
// A registry mirror may lack optional platform packages (darwin, win32 builds of native addons). npm then leaves them
// out of the lock, and `npm ci` refuses the lock because an optional edge has no entry. Adding an entry with version,
// os and cpu is enough: npm skips it on every platform it is not for.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;

const OSES = [
  'darwin',
  'win32',
  'linux',
  'android',
  'freebsd',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'openharmony',
  'wasi',
];
const CPUS = ['arm64', 'armv7', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32', 'arm'];

/** Where node would resolve `name` from the package at `from`, as a lock key. @param {string} from @param {string} name */
function resolved(from, name) {
  for (let at = from; ;) {
    const key = `${at ? `${at}/` : ''}node_modules/${name}`;
    if (packages[key]) return key;
    if (at === '') return undefined;
    const up = at.lastIndexOf('/node_modules/');
    at = up < 0 ? '' : at.slice(0, up);
  }
}

let added = 0;
for (const [at, pkg] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (resolved(at, name)) continue;
    if (!/^\d/.test(range)) {
      console.warn(`not an exact version, left alone: ${name}@${range} of ${at}`);
      continue;
    }
    const os = OSES.find((o) => name.includes(o)) ?? (name.includes('wasm32') ? 'wasi' : undefined);
    if (!os) {
      console.warn(`no platform in the name, left alone: ${name}@${range} of ${at}`);
      continue;
    }
    const cpu = CPUS.find((c) => name.includes(c));
    packages[`node_modules/${name}`] = {
      version: range,
      ...(cpu ? { cpu: [cpu === 'armv7' ? 'arm' : cpu] } : {}),
      ...(pkg.dev ? { dev: true } : {}),
      optional: true,
      os: [os === 'wasi' ? 'linux' : os],
    };
    added++;
  }
}
// No download address belongs in the lock: every machine asks its own registry.
for (const pkg of Object.values(packages)) if (pkg.resolved?.startsWith('http')) delete pkg.resolved;
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`lock file: ${added} platform entries added`);
