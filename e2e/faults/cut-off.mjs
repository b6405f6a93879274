// node cut-off.mjs CONTROL namespace|proxy -- COMMAND...: starts a service that reaches NATS and PostgreSQL over a line
// of its own, and cuts that line while the file CONTROL says so. `namespace`: a network namespace with a veth pair; cut,
// its packets go to nobody. `proxy`: a forwarder that stops forwarding and closes nothing.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const [, , control, way, , command, ...args] = process.argv;
const NOBODY = '02:00:00:00:00:99';
const NETWORK = `10.${200 + (process.pid % 50)}.${(process.pid >> 6) % 250}`;
const space = `nj${process.pid}`;
const ends = { nats: `${NETWORK}.1`, postgres: `${NETWORK}.2` };
const inside = `${NETWORK}.9`;
const isApart = way === 'namespace';

const ip = (...words) => {
  const done = spawnSync('ip', words, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`ip ${words.join(' ')}: ${done.stderr}`);
};

/** Forwards connections to a server; held, it forwards nothing and keeps everything open. */
class Line {
  held = false;
  pairs = new Set();

  async open(host, to) {
    this.server = createServer((near) => {
      const far = connect(Number(to.port), to.hostname);
      const pair = { near, far };
      this.pairs.add(pair);
      for (const [from, into] of [
        [near, far],
        [far, near],
      ]) {
        from.on('data', (chunk) => into.write(chunk));
        from.on('error', () => into.destroy());
        from.on('close', () => (into.destroy(), this.pairs.delete(pair)));
      }
      if (this.held) this.stop(pair);
    });
    this.server.listen(0, host);
    await once(this.server, 'listening');
    return this.server.address().port;
  }

  stop({ near, far }) {
    near.pause();
    far.pause();
  }

  hold(held) {
    this.held = held;
    for (const pair of this.pairs) {
      if (held) this.stop(pair);
      else {
        pair.near.resume();
        pair.far.resume();
      }
    }
  }
}

if (isApart) {
  appendFileSync(`${control}.spaces`, `${space}\n`); // whoever kills this process outright removes it
  ip('netns', 'add', space);
  ip('link', 'add', `${space}h`, 'type', 'veth', 'peer', 'name', `${space}c`);
  ip('link', 'set', `${space}c`, 'netns', space);
  for (const end of Object.values(ends)) ip('addr', 'add', `${end}/24`, 'dev', `${space}h`);
  ip('link', 'set', `${space}h`, 'up');
  ip('-n', space, 'addr', 'add', `${inside}/24`, 'dev', `${space}c`);
  ip('-n', space, 'link', 'set', `${space}c`, 'up');
  ip('-n', space, 'link', 'set', 'lo', 'up');
  process.on('exit', () => spawnSync('ip', ['netns', 'del', space]));
}

const env = { ...process.env };
const lines = {};
for (const [name, setting] of [
  ['nats', 'NIGHTJAR_NATS_URL'],
  ['postgres', 'NIGHTJAR_DATABASE_URL'],
]) {
  const url = new URL(env[setting]);
  const host = isApart ? ends[name] : '127.0.0.1';
  lines[name] = new Line();
  const port = await lines[name].open(host, new URL(env[setting]));
  url.hostname = host;
  url.port = String(port);
  env[setting] = url.href;
}

const whole = isApart ? ['ip', 'netns', 'exec', space, command, ...args] : [command, ...args];
const child = spawn(whole[0], whole.slice(1), { env, stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));

const cut = { nats: false, postgres: false };
setInterval(() => {
  let wanted;
  try {
    wanted = JSON.parse(readFileSync(control, 'utf8'));
  } catch {
    return; // it is just being written
  }
  for (const name of Object.keys(cut)) {
    if (Boolean(wanted[name]) === cut[name]) continue;
    cut[name] = Boolean(wanted[name]);
    if (!isApart) lines[name].hold(cut[name]);
    else if (cut[name])
      ip('-n', space, 'neigh', 'replace', ends[name], 'lladdr', NOBODY, 'nud', 'permanent', 'dev', `${space}c`);
    else ip('-n', space, 'neigh', 'del', ends[name], 'dev', `${space}c`);
  }
}, 50);
