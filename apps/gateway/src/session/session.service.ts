import { raw } from '@mikro-orm/core';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@nightjar/persistence';
import { CONFIG, Log } from '@nightjar/service-kit';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { GatewayConfig } from '../gateway.config.js';
import { SessionRow } from '../gateway.entities.js';

const SESSION_DAYS = 30;
const ADMINISTRATOR = 'administrator';

const secret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Who may come in: the administrator's token, one-time links, and the sessions they open. */
@Injectable()
export class SessionService implements OnApplicationBootstrap {
  private adminToken = '';
  private readonly links = new Set<string>();
  /** Sessions seen valid, by digest: what is known while the database is away. */
  private readonly seen = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.adminToken = await this.readOrMakeToken();
    await this.leaveLink();
  }

  /** @returns who holds this bearer token, or undefined */
  async holderOfToken(token: string): Promise<string | undefined> {
    return this.adminToken !== '' && same(token, this.adminToken) ? ADMINISTRATOR : undefined;
  }

  /** @returns whose session this is, or undefined when it is none or over */
  async holderOfSession(token: string): Promise<string | undefined> {
    const key = digest(token).toString('hex');
    try {
      const row = await this.database.em.findOne(SessionRow, {
        tokenSha256: key,
        expiresAt: { $gt: raw('clock_timestamp()') },
      });
      if (row) this.seen.set(key, row.actor);
      else this.seen.delete(key);
      return row?.actor;
    } catch (fault) {
      // Whoever was in stays in while the database is away: the emergency stop must not need it.
      this.log.warn('sessions cannot be looked up', { fault: String(fault) });
      return this.seen.get(key);
    }
  }

  /** Opens a session. @returns its token, for a cookie that scripts cannot read */
  async open(actor: string): Promise<string> {
    const token = secret();
    await this.database.em.insert(SessionRow, {
      tokenSha256: digest(token).toString('hex'),
      actor,
      expiresAt: raw('clock_timestamp() + make_interval(days => ?)', [SESSION_DAYS]),
    });
    return token;
  }

  async close(token: string): Promise<void> {
    const key = digest(token).toString('hex');
    this.seen.delete(key);
    await this.database.em.nativeDelete(SessionRow, { tokenSha256: key });
  }

  /** A sign-in link that works once, until the gateway stops. */
  makeLink(): string {
    const code = secret();
    this.links.add(code);
    return `http://127.0.0.1:${this.config.NIGHTJAR_HTTP_PORT}/sign-in?code=${code}`;
  }

  /** @returns who comes in by this link, or undefined when it was used before or never made */
  useLink(code: string): string | undefined {
    return this.links.delete(code) ? ADMINISTRATOR : undefined;
  }

  /** The first start writes the token; mode 0600, never anywhere else. */
  private async readOrMakeToken(): Promise<string> {
    const path = resolve(this.config.NIGHTJAR_HOME, 'admin-token');
    try {
      const file = await open(path, 'wx', 0o600);
      const token = secret();
      await file.writeFile(`${token}\n`);
      await file.close();
      this.log.info(`a new administrator's token is in ${path}`);
      return token;
    } catch (fault) {
      if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault;
      return (await readFile(path, 'utf8')).trim();
    }
  }

  /** Where the supervisor finds the first link. */
  private async leaveLink(): Promise<void> {
    const folder = join(resolve(this.config.NIGHTJAR_HOME), 'run');
    await mkdir(folder, { recursive: true });
    const temporary = join(folder, `.sign-in-link.${process.pid}`);
    await writeFile(temporary, `${this.makeLink()}\n`, { mode: 0o600 });
    await rename(temporary, join(folder, 'sign-in-link'));
  }
}
