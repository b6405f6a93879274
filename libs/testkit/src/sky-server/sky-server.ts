import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fitscut, hips2fits, legacyCutout } from './image-answers.js';
import {
  cellAt,
  renderedCell,
  renderedHips,
  renderedLegacy,
  renderedSkymapper,
  type SurveyedSky,
} from './rendered-answers.js';
import { bodiesTable, inCone, type TrueBody } from './star-table.js';
import { asu, cone, tap, tsv, votable, votableError, type Tables } from './vizier-answers.js';

/**
 * How a server goes wrong: `silent` it takes the question and never answers, `cut` it ends the connection in the middle, `short` it ends in
 * the middle as if that were all, a status, `html` a page instead, `endless` it never stops sending, `redirect` it sends one elsewhere.
 */
export type Misbehaviour = 'silent' | 'cut' | 'short' | 500 | 503 | 404 | 'html' | 'endless' | 'redirect';

export interface SkyServerOptions {
  /** By the identifier that VizieR has for each, e.g. `II/349/ps1`. */
  readonly tables?: Tables;
  /** What Sesame and SIMBAD know. */
  readonly names?: Readonly<Record<string, readonly [raDeg: number, decDeg: number]>>;
  /** What surveys have seen: their images show it. Unset: they show a slope (`TRUE_FLUX`). */
  readonly sky?: SurveyedSky;
  /** What SkyBoT finds in a cone. */
  readonly bodies?: readonly TrueBody[];
}

interface Answer {
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * A server that speaks as VizieR (ASU as VOTable and TSV, TAP sync, cone search), Sesame, SIMBAD, SkyBoT, hips2fits, the cutouts of
 * Pan-STARRS and Legacy Survey, and SkyMapper's SIA do; on a real socket, with stars of known truth, and with their ways to go wrong.
 */
export class SkyServer implements AsyncDisposable {
  /** Paths with their queries, as they were asked. */
  readonly asked: string[] = [];
  private readonly going: Misbehaviour[] = [];
  private constructor(
    private readonly server: Server,
    private readonly options: SkyServerOptions,
  ) {}

  static async start(options: SkyServerOptions = {}): Promise<SkyServer> {
    const server = createServer();
    const sky = new SkyServer(server, options);
    server.on('request', (request, response) => {
      sky.serve(request, response).catch((fault: unknown) => {
        response.destroy(fault instanceof Error ? fault : undefined);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return sky;
  }

  /** The address of everything. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  /** The next questions are answered so, one each. */
  next(...misbehaviours: readonly Misbehaviour[]): void {
    this.going.push(...misbehaviours);
  }

  /** Whatever was still to go wrong is forgotten. */
  behave(): void {
    this.going.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', this.url);
    this.asked.push(address.pathname + address.search);
    const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : undefined;
    const answer = this.answerTo(decodeURIComponent(address.pathname), address.searchParams, form);
    const wrong = this.going.shift();
    if (wrong !== undefined) return goWrong(wrong, response, answer);
    if (!answer) {
      response.writeHead(404).end('not found');
      return;
    }
    response.writeHead(200, { 'content-type': answer.type }).end(answer.body);
  }

  private answerTo(path: string, query: URLSearchParams, form: URLSearchParams | undefined): Answer | undefined {
    const { tables = {}, sky } = this.options;
    const xml = (body: string): Answer => ({ type: 'text/xml', body });
    const fits = (body: Buffer): Answer => ({ type: 'application/fits', body });
    const table = query.get('-source') ?? '';
    if (path.startsWith('/viz-bin/conesearch/')) {
      const name = path.slice('/viz-bin/conesearch/'.length);
      const found = cone(tables, name, query);
      return xml(found ? votable(found, name) : votableError(`there is no ${name}`));
    }
    switch (path) {
      case '/viz-bin/votable': {
        const found = asu(tables, query);
        return xml(found ? votable(found, table) : votableError(`there is no ${table}`));
      }
      case '/viz-bin/asu-tsv': {
        const found = asu(tables, query);
        return {
          type: 'text/tab-separated-values',
          body: found ? tsv(found, table) : '#INFO\tError=no such table\n#END#\n',
        };
      }
      case '/TAPVizieR/tap/sync': {
        const found = tap(tables, form?.get('QUERY') ?? '');
        return xml(found ? votable(found, 'result') : votableError('the ADQL is not understood'));
      }
      case '/simbad/sim-tap/sync':
        return xml(this.simbad(form?.get('QUERY') ?? ''));
      case '/cgi-bin/nph-sesame/-ox/SNV':
        return xml(this.sesame([...query.keys()][0] ?? ''));
      case '/webservices/skybot/skybotconesearch_query.php':
        return xml(this.skybot(query));
      case '/hips-image-services/hips2fits':
        return fits(sky ? renderedHips(sky, query) : hips2fits(query));
      case '/cgi-bin/ps1filenames.py':
        return { type: 'text/plain', body: ps1Files(query, sky) };
      case '/cgi-bin/fitscut.cgi':
        return fits(sky ? renderedCell(sky, query) : fitscut(query));
      case '/viewer/fits-cutout':
        return fits(sky ? renderedLegacy(sky, query) : legacyCutout(query));
      case '/public/siap/dr4/get_image': {
        const cut = sky && renderedSkymapper(sky, query);
        return cut && fits(cut);
      }
      case '/public/siap/dr4/query':
        return xml(this.siap(query));
    }
    return undefined;
  }

  private simbad(adql: string): string {
    const place = this.options.names?.[/id = '((?:[^']|'')*)'/.exec(adql)?.[1]?.replaceAll("''", "'") ?? ''];
    const rows = place ? [{ ra: place[0], dec: place[1] }] : [];
    return votable({ columns: ['ra', 'dec'], rows, overflow: false }, 'result');
  }

  private sesame(name: string): string {
    const place = this.options.names?.[name];
    const body = place
      ? `<jradeg>${place[0]}</jradeg><jdedeg>${place[1]}</jdedeg>`
      : '<INFO>*** Nothing found ***</INFO>';
    return `<?xml version="1.0"?><Sesame><Target option="SNV"><name></name><Resolver name="S=Simbad (CDS)">${body}</Resolver></Target></Sesame>`;
  }

  private skybot(query: URLSearchParams): string {
    const asked = (name: string): number => Number(query.get(name));
    const table = bodiesTable(this.options.bodies ?? [], asked('-ep'));
    const rows = inCone(table, asked('-ra'), asked('-dec'), asked('-rd'));
    return votable({ columns: ['Name', 'RA', 'DEC', 'Class', 'Mv'], rows, overflow: false }, 'SkyBoT');
  }

  private siap(query: URLSearchParams): string {
    const [ra, dec] = (query.get('POS') ?? '').split(',');
    const address = this.options.sky
      ? `${this.url}/public/siap/dr4/get_image?IMAGE=20140425124821-10&SIZE=${query.get('SIZE')}&POS=${ra},${dec}&BAND=${query.get('BAND')}&FORMAT=fits`
      : `${this.url}/hips-image-services/hips2fits?ra=${ra}&dec=${dec}&width=20&fov=${query.get('SIZE')}`;
    return votable({ columns: ['get_image'], rows: [{ get_image: address }], overflow: false }, 'SIA');
  }
}

function ps1Files(query: URLSearchParams, sky: SurveyedSky | undefined): string {
  const [filter, type] = [query.get('filters'), query.get('type')];
  const cell = String(sky ? cellAt(sky, Number(query.get('ra'))) : 50).padStart(3, '0');
  const file = `/rings.v3.skycell/1700/${cell}/rings.v3.skycell.1700.${cell}.stk.${filter}.unconv${type === 'stack.mask' ? '.mask' : ''}.fits`;
  return `projcell subcell ra dec filter mjd type filename shortname badflag\n1700 ${Number(cell)} ${query.get('ra')} ${query.get('dec')} ${filter} 0 ${type} ${file} short.fits 0\n`;
}

function goWrong(wrong: Misbehaviour, response: ServerResponse, answer: Answer | undefined): void {
  const whole = Buffer.from(answer?.body ?? '');
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  switch (wrong) {
    case 'silent':
      return;
    case 'cut':
      response.writeHead(200, { 'content-length': whole.length });
      response.write(half, () => setImmediate(() => response.destroy()));
      return;
    case 'short':
      response.writeHead(200, { connection: 'close' }).end(half);
      return;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!DOCTYPE html><html><body>Maintenance</body></html>');
      return;
    case 'redirect':
      response.writeHead(302, { location: 'http://metadata.invalid/latest' }).end();
      return;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const piece = Buffer.alloc(1 << 20, '<!-- -->');
      const go = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', go);
      };
      return go();
    }
    default:
      response.writeHead(wrong).end('no');
  }
}
