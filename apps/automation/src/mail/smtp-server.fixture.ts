import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the server does to the next session; afterwards it takes mails again. */
export type Whim =
  /** 550: never. */
  | 'refuse'
  /** 450: not now, as greylisting does. */
  | 'greylist'
  /** Ends the connection before the text may be sent. */
  | 'hang up before the text'
  /** Takes the text and ends the connection without a word. */
  | 'hang up after the text'
  /** Takes the text and says 451. */
  | 'have no room';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const RECIPIENT: Partial<Record<Whim, string>> = {
  refuse: '550 5.1.1 no such mailbox',
  greylist: '450 4.7.1 greylisted, try again',
};

/** A mail server on a real socket that keeps to RFC 5321, in as much as a client can tell. */
export class SmtpServer implements AsyncDisposable {
  /** Mails it took, whatever it said of them. */
  readonly mails: TakenMail[] = [];
  /** Texts that arrived whole, those it did not take among them. */
  texts = 0;
  sessions = 0;
  readonly whims: Whim[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
      void this.serve(socket).catch(() => socket.destroy());
    });
  }

  static async start(): Promise<SmtpServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SmtpServer(server);
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close').catch(() => undefined);
  }

  private async serve(socket: Socket): Promise<void> {
    const whim = this.whims.shift();
    this.sessions += 1;
    const say = (line: string): boolean => socket.write(`${line}\r\n`);
    let from: string | undefined;
    let to: string[] = [];
    let text: string[] | undefined;
    say('220 mail.test ESMTP');
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
      if (text) {
        if (line !== '.') {
          text.push(line.startsWith('.') ? line.slice(1) : line);
          continue;
        }
        this.texts += 1;
        if (whim === 'have no room') say('451 4.3.1 no room');
        else this.mails.push({ from: from ?? '', to, text: text.join('\n') });
        if (whim === 'hang up after the text') return void socket.destroy();
        if (whim !== 'have no room') say('250 2.0.0 taken');
        [from, to, text] = [undefined, [], undefined];
        continue;
      }
      const [, verb = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(line) ?? [];
      const address = /<([^>]*)>/.exec(rest)?.[1] ?? '';
      switch (verb.toUpperCase()) {
        case 'EHLO':
          socket.write('250-mail.test\r\n250-8BITMIME\r\n250 SIZE 1000000\r\n');
          break;
        case 'HELO':
        case 'NOOP':
          say('250 mail.test');
          break;
        case 'MAIL':
          from = address;
          say('250 2.1.0 ok');
          break;
        case 'RCPT': {
          const no = from === undefined ? '503 5.5.1 MAIL first' : whim && RECIPIENT[whim];
          if (!no) to.push(address);
          say(no ?? '250 2.1.5 ok');
          break;
        }
        case 'DATA':
          if (whim === 'hang up before the text') return void socket.destroy();
          if (to.length > 0) text = [];
          say(to.length > 0 ? '354 go ahead' : '503 5.5.1 RCPT first');
          break;
        case 'RSET':
          [from, to] = [undefined, []];
          say('250 2.0.0 ok');
          break;
        case 'QUIT':
          say('221 2.0.0 bye');
          return void socket.end();
        default:
          say('500 5.5.1 what?');
      }
    }
  }
}
