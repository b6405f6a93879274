import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { DataProduct, type Target } from '@nightjar/contracts';
import { TRIGGER_MS } from './facts.ts';
import {
  CANDIDATE_LIST,
  COMPANIONS,
  imageOf,
  MEASURED,
  pieceOf,
  SHEET,
  sheet,
  SUBTRACTION,
  textFile,
} from './frame.ts';
import { cutouts } from './cutouts.ts';
import { FakeOperations } from './operations.ts';
import { starField } from './picture.ts';
import { FakeReduction } from './reduction.ts';
import { FakeSelection, Refused } from './selection.ts';
import { AGENTS, heartbeat, statusAt } from './standing.ts';
import { between, devicesAt, listAt, logAt, planAt } from './state.ts';

export interface FakeOptions {
  /** The built console. */
  readonly dist: string;
  /** Seconds after the trigger at which the night begins. */
  readonly startS: number;
  readonly rate: number;
  readonly port?: number;
  /** The night stands still until {@link FakeGateway.begin}. */
  readonly held?: boolean;
  /** Wanted at POST /api/session before anything else is answered. */
  readonly token?: string;
  /** How many cutouts are newer than all else that was made of the frame. */
  readonly cutouts?: number;
}

type Tell = (subject: string, data: object) => void;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const POLICY = "default-src 'self'; img-src 'self'; object-src 'none'; frame-ancestors 'none'";

const json = (res: ServerResponse, body: unknown, status = 200): void =>
  void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function bodyOf(req: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  let text = '';
  for await (const piece of req) text += String(piece);
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

const CARDS = [
  'SIMPLE',
  'BITPIX',
  'NAXIS',
  'NAXIS1',
  'NAXIS2',
  'DATE-OBS',
  'EXPTIME',
  'FILTER',
  'GAIN',
  'RA',
  'DEC',
  'OBJECT',
  'TELESCOP',
  'INSTRUME',
  'SITELAT',
  'SITELONG',
  'CCD-TEMP',
];
const RAW = `<?xml version="1.0" encoding="UTF-8"?>
<voe:VOEvent ivorn="ivo://nightjar.demonstration/swift#BAT_GRB_Pos_306757" role="observation" version="2.0"
    xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0">
  <Who><Date>2008-03-19T06:13:04</Date></Who>
  <What><Param name="TrigID" value="306757" ucd="meta.id"/></What>
  <WhereWhen>…</WhereWhen>
</voe:VOEvent>
`;

const paged = (all: unknown[], limit = Infinity) => ({
  results: all.slice(0, limit),
  next: all.length > limit ? 'further' : null,
  count: { value: all.length, exact: true },
});

type Noun = Readonly<Record<string, unknown>>;

/** What is there from the beginning on. */
const MADE: Readonly<Record<string, readonly object[]>> = {
  'data-products': COMPANIONS,
  processes: [MEASURED, SUBTRACTION],
};

const tagsOf = ({ tags }: Noun): readonly unknown[] => (Array.isArray(tags) ? tags : []);

const matches = (noun: Readonly<Record<string, unknown>>, query: URLSearchParams): boolean =>
  (!query.has('ids') || query.get('ids')?.split(',').includes(String(noun['id'])) === true) &&
  ['target', 'type', 'of', 'kind', 'ivoid'].every((key) => !query.has(key) || noun[key] === query.get(key)) &&
  (!query.has('without') || !tagsOf(noun).includes(query.get('without')!)) &&
  JSON.stringify([noun['name'], noun['aliases']])
    .toLowerCase()
    .includes((query.get('q') ?? '').toLowerCase());

/** One night of the API for work on the console: shapes as the gateway gives them, nothing behind them. */
export class FakeGateway {
  private begunMs: number | null;
  private readonly streams = new Set<NodeJS.Timeout>();
  private readonly listeners = new Set<Tell>();
  private readonly server: Server;
  private readonly options: FakeOptions;

  constructor(options: FakeOptions) {
    this.options = options;
    this.begunMs = options.held ? null : Date.now();
    this.server = createServer(
      (req, res) =>
        void this.answer(req, res).catch((error: unknown) =>
          error instanceof Refused
            ? json(
                res,
                { title: error.code, status: error.status, code: error.code, detail: error.message },
                error.status,
              )
            : json(res, { detail: String(error) }, 500),
        ),
    );
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(this.options.port ?? 0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.streams.forEach((timer) => clearInterval(timer));
    this.server.closeAllConnections();
    await new Promise<void>((done) => void this.server.close(() => done()));
  }

  private readonly operations = new FakeOperations();
  private readonly reduction = new FakeReduction();
  /** Tells everybody who listens. */
  readonly tell: Tell = (subject, data) => this.listeners.forEach((send) => send(subject, data));
  private readonly selection = new FakeSelection(this.tell);
  /** What was noted of targets. */
  private readonly extras = new Map<string, Target['extras']>();

  begin(): void {
    this.begunMs ??= Date.now();
  }

  private nowMs(): number {
    const runsMs = this.begunMs === null ? 0 : Date.now() - this.begunMs;
    return TRIGGER_MS + this.options.startS * 1000 + runsMs * this.options.rate;
  }

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://localhost');
    const { token } = this.options;
    if (!url.pathname.startsWith('/api/')) return this.file(url.pathname, res);
    if (url.pathname === '/api/session') return this.session(req, res);
    if (token && !req.headers.cookie?.includes('session=yes')) {
      return json(res, { title: 'Unauthorized', status: 401, code: 'unauthenticated', detail: 'sign in first' }, 401);
    }
    if (url.pathname === '/api/events') return this.stream(req, res);
    const query = Object.fromEntries(url.searchParams);
    const method = req.method ?? 'GET';
    const body = { ...query, ...(await bodyOf(req)) };
    const products = DataProduct.array().parse(listAt('data-products', this.nowMs()));
    const made =
      this.selection.answer(url.pathname, method, body, products) ??
      this.operations.answer(url.pathname, method, body) ??
      this.reduction.answer(url.pathname, method, body);
    return made === undefined ? this.api(url, method, body, res) : json(res, made);
  }

  private async session(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const piece of req) body += String(piece);
    if (this.options.token && !body.includes(this.options.token))
      return json(res, { detail: 'unknown token', code: 'unauthenticated' }, 401);
    res.writeHead(204, { 'set-cookie': 'session=yes; HttpOnly; Path=/; SameSite=Strict' }).end();
  }

  private api(url: URL, method: string, body: Readonly<Record<string, unknown>>, res: ServerResponse): void {
    const now = this.nowMs();
    const [, , noun = '', id = '', part = ''] = url.pathname.split('/');
    if (method === 'POST' && noun === 'emergency-stop')
      return json(res, {
        stopped: [
          { instrument: 'mount', says: 'stopped in 12 ms' },
          { instrument: 'north', says: 'exposure aborted' },
          { instrument: 'dome', says: 'closing' },
        ],
      });
    if (method === 'POST' && part === 'extras') return json(res, this.note(id, body));
    if (method === 'POST') return json(res, { outcome: 'queued', job: 'job_1' }, 202);
    if (noun === 'status') return json(res, { ...statusAt(now, this.options.rate), alarms: this.operations.alarms });
    if (noun === 'plan') return json(res, planAt(now));
    if (noun === 'instruments')
      return json(res, { results: devicesAt(now), safe: true, because: 'all sources are good' });
    if (part === 'raw') return void res.writeHead(200, { 'content-type': 'application/xml' }).end(RAW);
    if (part === 'image') return json(res, imageOf(id));
    if (part === 'pixels')
      return void res.writeHead(200, { 'content-type': 'application/octet-stream' }).end(pieceOf(id, url.searchParams));
    const table = part === 'file' ? textFile(id) : undefined;
    if (table !== undefined) return void res.writeHead(200, { 'content-type': 'text/plain' }).end(table);
    if (part === 'file' && id === CANDIDATE_LIST.id) return json(res, CANDIDATE_LIST.list);
    if (part === 'file' && id === SHEET) return void res.writeHead(200, { 'content-type': 'image/png' }).end(sheet());
    if (part === 'file')
      return void res.writeHead(200, { 'content-type': 'image/png' }).end(starField(Number(id.slice(-3))));
    if (part === 'header')
      return json(res, {
        cards: CARDS.map((key, i) => ({
          key,
          value: i === 6 ? 30 : i === 7 ? 'V' : i,
          comment: i === 6 ? 'exposure time, seconds' : '',
        })),
      });
    if (part === 'log') {
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const lines = logAt(id, now).filter((line) => line.offset >= offset);
      return json(res, { lines, nextOffset: (lines.at(-1)?.offset ?? offset - 1) + 1 });
    }
    const made = (MADE[noun] ?? []) as readonly Noun[];
    const list = this.selection.left([...made, ...listAt(noun, now)]).map((one) => this.noted(one));
    if (noun === 'data-products') list.unshift(...cutouts(this.options.cutouts));
    const fitting = list.filter((one) => matches(one, url.searchParams));
    if (!id) return json(res, paged(fitting, Number(url.searchParams.get('limit') ?? Infinity)));
    const found = list.find((one) => one['id'] === id);
    return found
      ? json(res, found)
      : json(res, { title: 'Not found', code: 'not_found', detail: `${id} is not known` }, 404);
  }

  /** Somebody notes something of a target. */
  private note(id: string, { set, remove = [] }: Readonly<Record<string, unknown>>): object | undefined {
    const left = Object.entries(this.extras.get(id) ?? {}).filter(([key]) => !(remove as string[]).includes(key));
    this.extras.set(id, { ...Object.fromEntries(left), ...(set as Target['extras']) });
    const target = listAt('targets', this.nowMs()).find((one) => one['id'] === id);
    if (target) this.tell('evt.catalog.target.changed', this.noted(target));
    return target && this.noted(target);
  }

  private noted<T extends Readonly<Record<string, unknown>>>(noun: T): T {
    const extras = this.extras.get(String(noun['id']));
    return extras ? { ...noun, extras } : noun;
  }

  private stream(req: IncomingMessage, res: ServerResponse): void {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    const send = (subject: string, data: unknown, id?: number): void => {
      const message = { type: subject, at: new Date(this.nowMs()).toISOString(), traceId: null, data };
      res.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${subject}\ndata: ${JSON.stringify(message)}\n\n`);
    };
    this.listeners.add(send);
    let told = this.nowMs();
    let beats = 0;
    const timer = setInterval(() => {
      const now = this.nowMs();
      for (const { subject, data, n } of between(told, now))
        send(subject, data, subject.startsWith('tlm') ? undefined : n);
      told = now;
      if (beats++ % 4) return;
      for (const device of devicesAt(now))
        if (device.ageS !== null && device.ageS < 10) send('tlm.instrument.state', device);
      for (const name of AGENTS) send('tlm.agent.heartbeat', heartbeat(name));
    }, 250);
    this.streams.add(timer);
    req.on('close', () => {
      clearInterval(timer);
      this.streams.delete(timer);
      this.listeners.delete(send);
    });
  }

  /** A file of the built console; every other path is a page, which the console routes itself. */
  private async file(path: string, res: ServerResponse): Promise<void> {
    const wanted = extname(path) ? normalize(path) : '/index.html';
    const body = await readFile(join(this.options.dist, wanted)).catch(() => null);
    if (!body) return void res.writeHead(404).end();
    res
      .writeHead(200, {
        'content-type': TYPES[extname(wanted)] ?? 'application/octet-stream',
        'content-security-policy': POLICY,
      })
      .end(body);
  }
}
