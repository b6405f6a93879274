import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { bareAddress } from './address.js';
import type { Handover, Mail, Mailer } from './mailer.js';

/** A server that says nothing for so long is given up, wall seconds. */
const PATIENCE_S = 30;

const SUBMISSION = { 'smtp:': 25, 'smtps:': 465 } as const;

/** Hands mails to one SMTP server (RFC 5321), a connection for each. */
export class SmtpMailer implements Mailer {
  private readonly options: SMTPConnectionOptions;
  private readonly account: { readonly user: string; readonly pass: string } | undefined;

  /** @param url smtp://user:password@host:port or smtps://… */
  constructor(
    url: string,
    private readonly patienceS: number = PATIENCE_S,
  ) {
    const { protocol, hostname, port, username, password } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
    this.account = user ? { user, pass } : undefined;
    this.options = {
      host,
      port: port === '' ? SUBMISSION[protocol as keyof typeof SUBMISSION] : Number(port),
      secure: protocol === 'smtps:',
      // A password crosses no network in the clear.
      requireTLS: protocol === 'smtp:' && this.account !== undefined && !isLoopback(host),
      connectionTimeout: this.patienceS * 1000,
      greetingTimeout: this.patienceS * 1000,
      socketTimeout: this.patienceS * 1000,
    };
  }

  async send(mail: Mail, signal: AbortSignal): Promise<Handover> {
    const raw = await composed(mail);
    if (signal.aborted) return { outcome: 'refused', says: 'the sender stopped', again: true };
    const connection = new SMTPConnection(this.options);
    const text = new OnceRead(raw);
    const close = (): void => connection.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      // Without a listener a late fault of the socket would end the process; it is told to whoever waits, too.
      const broken = new Promise<never>((_, fail) => connection.on('error', fail));
      broken.catch(() => undefined);
      const says = await Promise.race([this.converse(connection, mail, text), broken]);
      return { outcome: 'taken', says };
    } catch (fault) {
      return judgeFault(fault, text.begun);
    } finally {
      signal.removeEventListener('abort', close);
      connection.close();
    }
  }

  /** @returns the server's last word */
  private async converse(connection: SMTPConnection, mail: Mail, text: OnceRead): Promise<string> {
    await new Promise<void>((done, fail) => {
      connection.connect((fault) => (fault ? fail(fault) : done()));
      // What ends without an error, by a signal or a silent server, ends the wait as well.
      connection.once('end', () => fail(new Error('the connection ended')));
    });
    const { account } = this;
    if (account)
      await new Promise<void>((done, fail) => connection.login(account, (fault) => (fault ? fail(fault) : done())));
    const envelope = { from: bareAddress(mail.from) ?? mail.from, to: mail.to };
    return new Promise((done, fail) => {
      connection.once('end', () => fail(new Error('the connection ended')));
      connection.send(envelope, text.stream(), (fault, info) => (fault ? fail(fault) : done(info.response ?? '')));
    });
  }
}

/** Content that knows whether anybody has begun to read it. */
class OnceRead {
  begun = false;

  constructor(private readonly content: Buffer) {}

  stream(): Readable {
    return Readable.from(this.parts(), { objectMode: false });
  }

  private async *parts(): AsyncGenerator<Buffer> {
    this.begun = true;
    yield await Promise.resolve(this.content);
  }
}

/** Whether a fault is a no, and whether another try may do (RFC 5321, 4.2.1): 4yz is passing, 5yz is not. */
function judgeFault(fault: unknown, begun: boolean): Handover {
  const says = fault instanceof Error ? fault.message : String(fault);
  const code = fault instanceof Error && 'responseCode' in fault ? Number(fault.responseCode) : Number.NaN;
  if (code >= 400 && code < 600) return { outcome: 'refused', says, again: code < 500 };
  return begun ? { outcome: 'unsure', says } : { outcome: 'refused', says, again: true };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const composed = ({ messageId, ...mail }: Mail): Promise<Buffer> =>
  new MailComposer({
    ...mail,
    messageId: `<${messageId}>`,
    // No answer of a machine to a machine (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
    .compile()
    .build();
