import { createServer, type AddressInfo, type Server } from 'node:net';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What must never be touched: a file that must not come to be, and a port that nobody may connect to. */
export class Canary {
  private connections = 0;

  private constructor(
    private readonly server: Server,
    /** A folder that is looked through for anything named after the canary. */
    private readonly folder: string,
  ) {
    server.on('connection', (socket) => {
      this.connections += 1;
      socket.destroy();
    });
  }

  static async in(folder: string): Promise<Canary> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Canary(server, folder);
  }

  get file(): string {
    return join(this.folder, 'canary');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** What came of it; empty lists when nobody touched it. */
  get touched(): { files: string[]; connections: number } {
    const below = readdirSync(this.folder, { recursive: true }).map(String);
    const files = below.filter((path) => /canary[^/]*$/.test(path));
    // where the services themselves work
    if (existsSync('canary')) files.push('canary of the services');
    return { files, connections: this.connections };
  }

  /** Everything that means something to a shell, to a tool, to a file system, to a database or to a log. */
  get words(): readonly string[] {
    const { file, url } = this;
    return [
      ...[';id', `;touch ${file}`, `$(touch ${file})`, '$(touch canary)', '`touch canary`', `x\ntouch ${file}`],
      ...[
        `|touch ${file}`,
        `x|touch ${file}`,
        `&& touch ${file}`,
        `';touch ${file};'`,
        `-r${file}`,
        '--help',
        '-',
        '--',
      ],
      ...[`@${file}`, `!touch ${file}`, '../canary', '../../../../etc/passwd', file, `file://${file}`, url],
      ...[
        `x.fits[1][${url}]`,
        `concat:${url}`,
        '%00',
        'x\0y',
        '',
        ' ',
        '__proto__',
        "'; drop table target; --",
        '\u202e',
        'x\ud800',
      ],
      'x'.repeat(10_000),
    ];
  }

  async close(): Promise<void> {
    await new Promise((done) => this.server.close(done));
  }
}

/** A pipeline as careless as one can be: it gives every word it knows of to real programs. */
export const naive = `
import { definePipeline, file } from '@nightjar/pipelines';
import { z } from 'zod';

const touch = { program: 'touch', package: 'coreutils', options: {}, positional: file };
const extract = { program: 'source-extractor', package: 'source-extractor', options: { '-c': file }, positional: file };
const words = (value) => typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, each]) => [key, ...words(each)]) : [String(value)];

export default definePipeline({
  name: 'naive', title: 'Naive', says: 'Passes on all it is told.', queue: 'site',
  accepts: { target: 'optional', atLeast: 0 },
  tools: [touch, extract],
  flags: { one: { default: false, title: 'One' } },
  params: z.object({ label: z.string().default('label'), labels: z.array(z.string()).default([]) }),
  async run({ target, inputs, flags, params, tool, log, status }) {
    const ends = { started: 0, refused: 0, ended: 0 };
    const names = inputs.map(({ product }) => [product.name, ...product.tags]);
    const all = [...new Set(words([target?.name ?? '', flags, params, names]))];
    for (const word of all) {
      log(word);
      status(word);
      for (const [program, args] of [['touch', [word]], ['source-extractor', ['-c', word, word]]]) {
        const name = await tool(program, args, { timeoutS: 10 }).then(() => 'started', (fault) => fault.name);
        if (name === 'started') ends.started++;
        else if (name === 'ToolRefusal') ends.refused++;
        else if (name === 'ToolFault') ends.ended++;
        else throw new Error(program + ' failed otherwise: ' + name + ' at ' + JSON.stringify(word));
      }
    }
    return { says: 'gave all of it away', facts: { ...ends, words: all.length } };
  },
});
`;

/** A program in another language, which repeats the job that it was given. */
export const parrot = {
  'parrot.json': JSON.stringify({
    ...{ name: 'parrot', title: 'Parrot', says: 'Repeats its job.', queue: 'site', command: ['sh', './parrot.sh'] },
    accepts: { target: 'optional', atLeast: 0 },
    params: { word: { type: 'string', default: '' }, others: { type: 'string', default: '' } },
  }),
  'parrot.sh': `cat > job.json\necho '{"output":{"file":"job.json"}}'\n`,
};
