// A guarded NATS server of our own, with every identity of the table.
import { nkeyAuthenticator } from '@nats-io/nats-core';
import { readSeed } from '@nightjar/bus';
import { connect } from '@nats-io/transport-node';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedNats } from '../nats.mjs';
import { KeyRing } from './key-ring.mjs';
import { prepare } from './prepare.mjs';

export class GuardedNats {
  /** @param {string} home @param {import('../servers.d.mts').Server} server */
  constructor(home, server) {
    this.home = home;
    this.server = server;
    this.ring = new KeyRing(join(home, 'nats', 'identity'));
  }

  static async start() {
    const home = mkdtempSync(join(tmpdir(), 'nightjar-guarded-'));
    prepare(home);
    return new GuardedNats(home, await embeddedNats({ dir: join(home, 'nats'), guarded: true }));
  }

  get url() {
    return this.server.url;
  }

  /** @param {string} name */
  seed(name) {
    return readSeed(this.ring.file(name));
  }

  /** A bare connection. @param {string} [seed] none: anonymous */
  connect(seed) {
    const authenticator = seed ? { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) } : {};
    return connect({ servers: this.url, reconnect: false, ...authenticator });
  }

  async stop() {
    await this.server.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}
