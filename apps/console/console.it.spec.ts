import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ProcessLog } from '@nightjar/contracts';
import type { AxeResults } from 'axe-core';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { idOf } from './dev/facts.ts';
import { FakeGateway, type FakeOptions } from './dev/server.ts';

const CHROMIUM = process.env['NIGHTJAR_CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SIZES = [
  [1366, 768],
  [1024, 768],
  [820, 1180],
  [420, 900],
  [360, 740],
] as const;
const PAGES = [
  ['Tonight', '/'],
  ['Alerts', `/alerts?open=${idOf('ntc', 1)}`],
  ['Targets', '/targets?q=swift'],
  ['Target', `/targets/${idOf('tgt', 1)}`],
  ['the light curve as a table', `/targets/${idOf('tgt', 1)}?as=table`],
  ['Groups', '/data-product-groups?show=all'],
  ['a group', `/data-product-groups/${idOf('grp', 1)}`],
  ['a gallery', `/gallery?products=${idOf('prd', 1)},${idOf('prd', 2)}`],
  ['a frame', `/targets/${idOf('tgt', 1)}?frame=${idOf('prd', 2)}`],
  [
    'the pixels of a frame',
    `/frames/${idOf('prd', 2)}?show=grid%20objects%20catalogue%20targets%20apertures%20candidates%20mask&map=heat&boxes=300,300,700,700`,
  ],
  ['Process', `/processes/${idOf('prc', 3)}`],
  ['a failed process', `/processes/${idOf('prc', 15)}`],
  ['two runs compared', `/processes/${idOf('prc', 3)}?with=${idOf('prc', 5)}`],
  ['the plots of a process', `/processes/${idOf('prc', 601)}`],
  ['Candidates', `/processes/${idOf('prc', 600)}/candidates?show=all`],
  ['Pipelines', '/pipelines'],
  ['a mask to be ordered', `/pipelines?run=mask&target=${idOf('tgt', 1)}`],
  ['a run to be ordered', `/pipelines?run=timelapse&target=${idOf('tgt', 1)}`],
  ['a chain', `/chains/${idOf('chn', 7)}`],
  ['a chain to be ordered', `/chains/new?target=${idOf('tgt', 1)}`],
  ['Queues', '/queues?queue=photometry&letter=catalog.9'],
  ['System', '/system'],
] as const;
/** Five minutes into the played burst: frames, measurements, a failure, something still running. */
const LATE_S = 600;

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

const browserIsThere = existsSync(CHROMIUM);
if (!browserIsThere) console.warn(`the console’s browser test is left out: there is no ${CHROMIUM}`);

let folder = '';
let context: BrowserContext;
const faults: string[] = [];
const open: FakeGateway[] = [];

/** What a page complains of. What it gives up itself, as it is left or reads anew, is no complaint. */
const listen = (page: Page): void => {
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => {
    const because = request.failure()?.errorText;
    if (because !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${because}`);
  });
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
};

const nightOf = (options: Partial<FakeOptions> = {}): FakeGateway => {
  const gateway = new FakeGateway({ dist: join(folder, 'dist'), startS: LATE_S, rate: 1, ...options });
  open.push(gateway);
  return gateway;
};

const night = (options: Partial<FakeOptions> = {}): Promise<string> => nightOf(options).listen();

const newPage = async (): Promise<Page> => {
  const page = await context.newPage();
  faults.length = 0;
  listen(page);
  return page;
};

/** A page is there when its panels are and nothing is being read any more. */
const visit = async (page: Page, url: string): Promise<void> => {
  await page.goto(url);
  await page.waitForSelector('main .panel');
  await page.waitForFunction(() => !document.querySelector('main')?.textContent?.includes('reading…'));
};

/** The rules that a theme can break: themes differ in colours alone. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** What axe finds serious or critical: by every rule that is usual, or only by these. */
const serious = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  // The page's own content policy forbids injected scripts, as it should; evaluation goes past it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const results = await page.evaluate(
    async (only) =>
      (Reflect.get(globalThis, 'axe') as { run: (options: object) => Promise<AxeResults> }).run(
        only ? { runOnly: { type: 'rule', values: only } } : {},
      ),
    rules,
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
};

/** Run in the page: it scrolls nowhere sideways, nothing that lies over it lies under its header, and nothing under STOP. */
const isFitting = (): boolean => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const mast = document.querySelector('.mast')?.getBoundingClientRect().bottom ?? 0;
  const over = document.querySelector('dialog')?.getBoundingClientRect().top ?? Infinity;
  const stop = document.querySelector('.stop')?.getBoundingClientRect() ?? new DOMRect();
  const hides = [...document.querySelectorAll('.mast :is(a, input, button, .badge):not(.stop)')].some((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return left < stop.right && right > stop.left && top < stop.bottom && bottom > stop.top;
  });
  return scrollWidth === clientWidth && over >= mast && !hides;
};

/** The greatest green and blue of a screenshot's pixels, read with the browser's own decoder in an empty page. */
const strayLight = async (page: Page): Promise<{ green: number; blue: number; red: number }> => {
  const png = (await page.screenshot()).toString('base64');
  const reader = await context.newPage();
  const light = await reader.evaluate(async (data) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    canvas?.drawImage(picture, 0, 0);
    const pixels = canvas?.getImageData(0, 0, picture.width, picture.height).data ?? new Uint8ClampedArray();
    const most = [0, 0, 0];
    pixels.forEach((value, i) => (most[i % 4] = Math.max(most[i % 4] ?? 0, value)));
    return { red: most[0] ?? 0, green: most[1] ?? 0, blue: most[2] ?? 0 };
  }, png);
  await reader.close();
  return light;
};

(browserIsThere ? describe : describe.skip)('the console in a browser', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightjar-console-'));
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    // Jest says NODE_ENV=test, which would build React's development version.
    await promisify(execFile)(
      process.execPath,
      [vite, 'build', here, '--outDir', join(folder, 'dist'), '--logLevel', 'error'],
      { env: { ...process.env, NODE_ENV: 'production' } },
    );
    context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: CHROMIUM,
      headless: true,
      viewport: { width: 1366, height: 768 },
      args: FLAGS,
    });
    context.setDefaultTimeout(120_000);
  }, 240_000);

  afterAll(async () => {
    await context?.close();
    await Promise.all(open.map((gateway) => gateway.close()));
    await rm(folder, { recursive: true, force: true });
  });

  describe('on every page', () => {
    let base = '';
    let page: Page;
    beforeAll(async () => {
      base = await night();
      page = await newPage();
    });
    afterAll(() => page.close());

    // One visit serves every look at a page: opening it is what takes the time.
    it.each(PAGES)(
      'is without a fault and without a serious finding in any theme, lets out nothing but red in the red one, and fits every screen: %s',
      async (_name, path) => {
        faults.length = 0;
        await page.setViewportSize({ width: 1366, height: 768 });
        await visit(page, `${base}${path}${path.includes('?') ? '&' : '?'}theme=red`);
        await page.waitForLoadState('load');
        const { red, green, blue } = await strayLight(page);
        expect({ green, blue, lit: red > 200 }).toEqual({ green: 0, blue: 0, lit: true });
        expect(await serious(page)).toEqual([]);
        for (const theme of ['Light', 'Dark']) {
          await page.getByRole('button', { name: theme, exact: true }).click();
          expect([theme, await serious(page, OF_COLOUR)]).toEqual([theme, []]);
        }
        for (const [width, height] of SIZES) {
          await page.setViewportSize({ width, height });
          // what is drawn to measure is drawn anew a frame after the size has changed
          await page.waitForFunction(isFitting, null, { timeout: 5000 }).catch(() => undefined);
          expect([width, height, await page.evaluate(isFitting)]).toEqual([width, height, true]);
        }
        expect(faults).toEqual([]);
      },
      240_000,
    );
  });

  it('shows a burst as it comes, without a reload: alert, target, frames, a growing light curve', async () => {
    const gateway = nightOf({ startS: -60, rate: 45, held: true });
    const base = await gateway.listen();
    const page = await newPage();
    await visit(page, `${base}/alerts`);
    gateway.begin();
    await page.getByText('New alert').waitFor();
    await page.getByRole('link', { name: 'Swift 306757' }).first().click();
    await page.getByRole('heading', { name: 'Swift 306757' }).waitFor();
    await page.getByRole('img', { name: /^Light curve\. [3-9] measurements in V/ }).waitFor({ timeout: 30_000 });
    expect(await page.locator('.thumb img').count()).toBeGreaterThan(1);
    await page.close();
    expect(faults).toEqual([]);
  }, 240_000);

  it('stops everything by one click, and by Shift+Esc pressed twice also from within a field', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/targets/${idOf('tgt', 1)}?frame=${idOf('prd', 2)}`);
    await page.getByRole('button', { name: 'STOP' }).click();
    await page.getByText('stopped in 12 ms').waitFor();
    await page.locator('.stop-result').getByRole('button', { name: 'close' }).click();
    await visit(page, `${base}/alerts`);
    await page.getByLabel('Filter alerts').focus();
    await page.keyboard.press('Shift+Escape');
    await page.getByText('once more stops everything').waitFor();
    await page.keyboard.press('Shift+Escape');
    await page.getByText('stopped in 12 ms').waitFor();
    await page.close();
  });

  it('is led by the keyboard: pages, rows, help and search', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/`);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.waitForURL(/\/alerts$/);
    await page.waitForSelector('[data-row]');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/open=ntc_/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('m 67');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/targets\?q=/);
    await page.getByRole('link', { name: 'M 67' }).waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('lets an operator pause a queue and stop a job, but never without a reason', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/`);
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await page.waitForURL(/\/queues$/);
    await page.getByRole('button', { name: 'pause photometry' }).click();
    const why = page.getByRole('dialog', { name: 'Pause photometry?' });
    expect(await why.getByRole('button', { name: 'pause it' }).isDisabled()).toBe(true);
    expect(await serious(page)).toEqual([]);
    await page.keyboard.type('new index files');
    await page.keyboard.press('Enter');
    await page.getByText('paused by administrator: new index files').waitFor();
    await page.getByRole('link', { name: 'photometry' }).click();
    await page.getByRole('button', { name: /^stop…/ }).click();
    await page.getByRole('dialog', { name: 'Stop this job?' }).getByRole('button', { name: 'leave it' }).click();
    expect(await page.getByText('revoked by').count()).toBe(0);
    await page.getByRole('button', { name: /^stop…/ }).click();
    await page.keyboard.type('wrong frame');
    await page.getByRole('button', { name: 'stop it' }).click();
    await page.getByText('revoked by administrator: wrong frame').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('looks at a frame by keys: to its pixels, blinking with the difference, told where it looks', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/targets/${idOf('tgt', 1)}?frame=${idOf('prd', 2)}`);
    await page.getByRole('link', { name: 'look at its pixels' }).click();
    const pixels = page.getByRole('application', { name: /^Pixels of swift-306757/ });
    await pixels.focus();
    await page.keyboard.press('1');
    // the middle of the frame is where the target is
    await page.getByText('14:31:42.24 = 217.92600°').waitFor();
    await page.getByRole('button', { name: 'difference' }).waitFor();
    await page.keyboard.press('B');
    await page.waitForURL(/with=prd_.*501/);
    expect(await page.getByRole('button', { name: 'difference' }).getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('b');
    await page.waitForURL((url) => !url.search.includes('with='));
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/at=830\.5/);
    await page.getByLabel('objects').check();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'regions for DS9' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^swift-306757.*\.reg$/);
    await page.getByLabel('Search').last().fill('exptime');
    await page.getByText('DATE-OBS').waitFor({ state: 'detached' });
    await page.close();
    expect(faults).toEqual([]);
  });

  it('draws rectangles on a frame by hand and by numbers, takes them back, and starts the edits with them', async () => {
    const base = await night();
    const page = await newPage();
    // one screen pixel for each of the frame, so that a place on the screen is a pixel
    await visit(page, `${base}/frames/${idOf('prd', 2)}?at=750.5,550.5,1`);
    const pixels = page.getByRole('application', { name: /^Pixels of swift-306757/ });
    await pixels.focus();
    await page.keyboard.press('r');
    const { x, y, width, height } = (await pixels.boundingBox())!;
    const [left, top] = [Math.round(x + width / 2), Math.round(y + height / 2)];
    const drag = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
      await page.mouse.move(left + from[0], top + from[1]);
      await page.mouse.down();
      await page.mouse.move(left + to[0], top + to[1], { steps: 3 });
      await page.mouse.up();
    };
    const cell = (side: string, n = 1) => page.getByLabel(`${side} of rectangle ${n}`);
    const sides = async (): Promise<number[]> =>
      Promise.all(['x1', 'y1', 'x2', 'y2'].map(async (side) => Number(await cell(side).inputValue())));
    await drag([-100, 60], [20, -40]);
    const drawn = await sides();
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = drawn;
    expect([x2 - x1, y2 - y1].map((span, i) => Math.abs(span - [120, 100][i]!) <= 1)).toEqual([true, true]);
    expect([x1, y1].map((low, i) => Math.abs(low - [650.5, 490.5][i]!) <= 1.5)).toEqual([true, true]);
    // by its corner at the upper right
    await drag([20, -40], [60, -80]);
    expect([(await sides())[0], (await sides())[1]]).toEqual([x1, y1]);
    expect((await sides())[2]).toBeGreaterThan(x2 + 30);
    await page.keyboard.press('z');
    expect(await sides()).toEqual(drawn);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'draw', pressed: false }).waitFor();
    await page.getByRole('button', { name: 'add a rectangle' }).click();
    await cell('x1', 2).fill('1');
    await cell('y1', 2).fill('2000');
    expect(await cell('y1', 2).getAttribute('aria-invalid')).toBe('true');
    await cell('y1', 2).fill('2');
    await page.waitForURL((url) => / 1,2,\d+,\d+$/.test(url.searchParams.get('boxes') ?? ''));
    const ordered = async (button: string): Promise<Record<string, unknown>> => {
      const asked = page.waitForRequest((request) => request.method() === 'POST');
      await page.getByRole('button', { name: button }).click();
      return (await asked).postDataJSON() as Record<string, unknown>;
    };
    await page.getByLabel('keep only what is inside').check();
    const mask = await ordered('mask all but them');
    expect(mask).toMatchObject({ pipeline: 'mask', inputs: [idOf('prd', 2)], flags: { inverted: true } });
    expect(mask['params']).toMatchObject({
      rectangles: [
        { x1, y1, x2, y2 },
        { x1: 1, y1: 2 },
      ],
    });
    expect(await ordered('crop to rectangle 1')).toMatchObject({
      ...{ pipeline: 'crop', flags: {} },
      params: { x1: x1 - 1, y1: y1 - 1, x2, y2 },
    });
    await page.getByText('this one stays as it is').waitFor();
    await page.getByRole('button', { name: 'remove rectangle 2' }).click();
    await cell('x1', 2).waitFor({ state: 'detached' });
    await page.close();
    expect(faults).toEqual([]);
  });

  it('lays candidates over the pixels, says what is pointed at and why it was rejected, and hides them by a key, also behind a thousand newer cutouts', async () => {
    const base = await night({ cutouts: 1000 });
    const page = await newPage();
    await visit(page, `${base}/frames/${idOf('prd', 2)}?at=1190,260,4`);
    const pixels = page.getByRole('application', { name: /^Pixels of swift-306757/ });
    const says = page.getByText('rejected by edge: its light hangs over the edge of the frame');
    await says.waitFor();
    await pixels.focus();
    await page.keyboard.press('d');
    await says.waitFor({ state: 'detached' });
    expect(await page.getByLabel('candidates').isChecked()).toBe(false);
    await page.keyboard.press('d');
    await says.waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('takes rectangles row by row in the form of a run, names the cell that is none, and orders numbers', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/pipelines?run=mask&target=${idOf('tgt', 1)}&inputs=${idOf('prd', 2)}`);
    const form = page.getByRole('region', { name: 'Run Mask' });
    await form.getByRole('button', { name: 'add a rectangle' }).click();
    await form.getByText('rectangles: row 1: x1 wants a number').waitFor();
    for (const [side, value] of [
      ['x1', '10'],
      ['y1', '1'],
      ['x2', '12.5'],
      ['y2', '500'],
    ])
      await form.getByLabel(`${side} of rectangle 1`).fill(value!);
    const asked = page.waitForRequest((request) => request.method() === 'POST');
    await form.getByRole('button', { name: 'run', exact: true }).click();
    expect((await asked).postDataJSON()).toMatchObject({
      params: { rectangles: [{ x1: 10, y1: 1, x2: 12.5, y2: 500 }] },
    });
    await page.close();
    expect(faults).toEqual([]);
  });

  it('draws the plots of photometry from its tables, and reads values off them', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/processes/${idOf('prc', 601)}`);
    const plot = page.getByRole('img', { name: 'Stars of the catalogue less the frame' });
    await plot.hover({ position: { x: 300, y: 150 } });
    await page.getByText(/^V of APASS DR9 \(mag\) -?[\d.]+, catalogue − frame \(mag\) -?[\d.e-]+$/).waitFor();
    await page.getByRole('combobox', { name: 'plot' }).selectOption('Objects by magnitude');
    await page.getByRole('img', { name: 'Objects by magnitude' }).getByText('all objects').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('judges candidates by keys: each verdict is kept, the next one is at hand, and it is undone', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/processes/${idOf('prc', 600)}`);
    await page.getByRole('link', { name: 'its candidates' }).click();
    const rows = page.locator('.candidate');
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBe(2);
    await rows.first().focus();
    await page.keyboard.press('r');
    await page.getByText('real, says administrator').waitFor();
    await page.keyboard.press('b');
    await page.getByText('bogus, says administrator').waitFor();
    await page.reload();
    await page.getByText('2 judged').waitFor();
    await page.getByRole('button', { name: 'unsure' }).first().click();
    await page.getByText('unsure, says administrator').waitFor();
    await page.getByRole('button', { name: 'undo' }).click();
    await page.getByText('real, says administrator').waitFor();
    await page.getByLabel('show').selectOption('rejected');
    await page.getByText('edge failed: its light hangs over the edge').waitFor();
    // a rejected one is shown too, by its own row of the sheet, and what is known at its place
    await page.getByText('known: minor planet Ceres (MB>Inner), 3.7 arcsec, skybot').waitFor();
    const [shown, sheet] = [page.locator('.candidate .triplet'), page.getByAltText(/science, template and difference/)];
    const [window, whole] = [await shown.boundingBox(), await sheet.boundingBox()];
    expect((whole?.height ?? NaN) / (window?.height ?? NaN)).toBeCloseTo(3, 0);
    expect(((window?.y ?? NaN) - (whole?.y ?? NaN)) / (window?.height ?? NaN)).toBeCloseTo(2, 0);
    await page.getByLabel('show').selectOption('known');
    await page.getByText(/known: variable star V0001 Boo \(RRAB\), 1.2 arcsec, vsx/).waitFor();
    expect(await rows.count()).toBe(2);
    await page.getByText(/900 ± 40 ADU/).waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('runs a pipeline again with changes, and says what keeps a run from being ordered', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/pipeline/${idOf('prc', 3)}`);
    await page.waitForURL(/\/processes\/prc_/);
    await page.getByText('instead of 1.3').waitFor();
    await page.getByRole('link', { name: 'run again with changes' }).click();
    const form = page.getByRole('region', { name: 'Run Photometry' });
    await form.getByLabel('radiusFwhm').waitFor();
    expect(await form.getByLabel('radiusFwhm').inputValue()).toBe('2');
    await form.getByLabel('radiusFwhm').fill('9');
    await form.getByText('radiusFwhm: at most 5.').waitFor();
    expect(await form.getByRole('button', { name: 'run', exact: true }).isDisabled()).toBe(true);
    await form.getByLabel('radiusFwhm').fill('1.5');
    await form.getByRole('button', { name: 'none' }).click();
    await form.getByText('at least 1 input; 0 chosen').waitFor();
    await form.getByRole('checkbox').first().check();
    await form.getByRole('button', { name: 'run', exact: true }).click();
    await page.waitForURL(/\/processes\/prc_/);
    const gone = idOf('prd', 99);
    await visit(page, `${base}/pipelines?run=photometry&target=${idOf('tgt', 1)}&inputs=${idOf('prd', 2)},${gone}`);
    await form.getByText(`${gone} is not there any more`).waitFor();
    await form.getByRole('checkbox', { name: gone }).click();
    await form.getByText('1 chosen of').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('puts a chain together, starts it, and resumes one that failed from the step that failed', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/pipelines?target=${idOf('tgt', 1)}`);
    await page.getByRole('link', { name: 'new chain' }).click();
    await page.getByText('A chain has at least one step: add one.').waitFor();
    await page.getByRole('button', { name: 'add step' }).click();
    await page.getByLabel('Pipeline', { exact: true }).selectOption('photometry');
    await page.getByRole('button', { name: 'add step' }).click();
    await page.getByText('Photometry waits for 1 inspect').waitFor();
    expect(await serious(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'start', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'all', exact: true }).click();
    const second = page.getByRole('group', { name: /^2 Photometry/ });
    await second.getByLabel('the inputs of the chain', { exact: true }).uncheck();
    await page.getByText('Step 2, photometry, works on nothing').waitFor();
    await second.getByLabel('what 1 inspect makes', { exact: true }).check();
    expect(await second.getByLabel('only of this type, of what 1 inspect makes').inputValue()).toBe('frame');
    await page.getByRole('button', { name: 'start', exact: true }).click();
    await page.waitForURL(/\/chains\/chn_/);
    await page.getByText('0 of 2 steps done').waitFor();
    await page.getByText('on frame of 1 inspect, after 1 inspect').waitFor();
    await visit(page, `${base}/chains/${idOf('chn', 7)}`);
    await page.getByRole('button', { name: 'resume from here: step 2, photometry' }).waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('cancels a chain with a reason, switches a rule, and refuses a preset that is no JSON', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/`);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForURL(/\/pipelines$/);
    await page.getByText('it has no default export').waitFor();
    await page.getByRole('button', { name: /^cancel chain-/ }).click();
    await page.keyboard.type('clouds');
    await page.keyboard.press('Enter');
    await page.getByText('clouds').waitFor();
    await page.getByRole('button', { name: 'switch off measure every frame' }).click();
    await page.getByRole('button', { name: 'switch on measure every frame' }).waitFor();
    await page.getByRole('button', { name: 'change crowded fields' }).click();
    const editor = page.getByRole('dialog', { name: 'Change crowded fields' });
    const text = editor.getByRole('textbox');
    const before = await text.inputValue();
    await text.fill(before.slice(0, -1));
    await editor.getByText('this is no JSON').waitFor();
    expect(await editor.getByRole('button', { name: 'save' }).isDisabled()).toBe(true);
    expect(await serious(page)).toEqual([]);
    await text.fill(before.replace('crowded fields', 'very crowded fields'));
    await editor.getByRole('button', { name: 'save' }).click();
    await page.getByText('very crowded fields').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('shows presets that others save, and switches a rule as others have changed it', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/pipelines`);
    const somebodyElse = async (path: string, change: object): Promise<void> => {
      const { results } = (await (await fetch(`${base}/api/${path}`)).json()) as { results: object[] };
      await fetch(`${base}/api/${path}`, { method: 'POST', body: JSON.stringify({ ...results[0], ...change }) });
    };
    await somebodyElse('rules', { name: 'measure every good frame' });
    await page.getByRole('button', { name: /^switch off measure every/ }).click();
    await page.getByRole('button', { name: 'switch on measure every good frame' }).waitFor();
    // between the two steps of a switch: it is read, somebody else saves, it is saved
    let isFirst = true;
    await page.route('**/api/rules', async (route) => {
      if (isFirst && route.request().method() === 'POST') {
        isFirst = false;
        await somebodyElse('rules', { name: 'measure every sharp frame' });
      }
      await route.continue();
    });
    await page.getByRole('button', { name: /^switch on measure every/ }).click();
    await page.getByRole('button', { name: 'switch off measure every sharp frame' }).waitFor();
    expect(isFirst).toBe(false);
    await somebodyElse('presets', { name: 'sparse fields' });
    await page.getByText('sparse fields').waitFor();
    await page.close();
    expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
  });

  it('keeps what was typed when somebody else has saved the preset meanwhile, and saves it once that was read', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/pipelines`);
    const stored = async (): Promise<Record<string, unknown>> => {
      const { results } = (await (await fetch(`${base}/api/presets`)).json()) as { results: Record<string, unknown>[] };
      return results[0] ?? {};
    };
    const before = await stored();
    await page
      .getByRole('button', { name: /^change / })
      .first()
      .click();
    const editor = page.getByRole('dialog');
    const text = editor.getByRole('textbox');
    const typed = (await text.inputValue()).replace(/"says": "[^"]*"/, '"says": "what I think"');
    await text.fill(typed);
    const theirs = JSON.stringify({ ...before, says: 'what they think' });
    await fetch(`${base}/api/presets`, { method: 'POST', body: theirs });
    await editor.getByRole('button', { name: 'save' }).click();
    await editor.getByText('nothing was saved').waitFor();
    expect(await stored()).toMatchObject({ says: 'what they think' });
    expect(await text.inputValue()).toBe(typed);
    await editor.getByRole('button', { name: 'read it as it is now' }).click();
    await editor.getByRole('region', { name: 'As it is now' }).getByText('what they think').waitFor();
    expect(await text.inputValue()).toBe(typed);
    expect(await serious(page)).toEqual([]);
    await editor.getByRole('button', { name: 'save' }).click();
    await editor.waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject({ says: 'what I think', revision: Number(before['revision']) + 2 });
    // a refusal is no fault of the page, but the browser writes it to its console
    await page.close();
    expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
  });

  it('shows an alarm on every page until the dead letters are dealt with', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/targets`);
    await page.getByRole('region', { name: 'Alarms' }).getByRole('listitem').nth(1).waitFor();
    await page.getByRole('region', { name: 'Alarms' }).getByRole('link').first().click();
    await page.getByRole('checkbox', { name: 'choose pipeline.8' }).check();
    await page.getByRole('button', { name: 'try again', exact: true }).click();
    await page.getByText('pipeline could not handle').first().waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'all shown' }).check();
    await page.getByRole('button', { name: 'discard…' }).click();
    await page.keyboard.type('tests');
    await page.keyboard.press('Enter');
    await page.getByText('everything that came was handled').waitFor();
    await page.getByRole('region', { name: 'Alarms' }).getByRole('listitem').first().waitFor({ state: 'detached' });
    await page.close();
    expect(faults).toEqual([]);
  });

  it('says when the observatory cannot be heard, and goes on by itself when it is back', async () => {
    const gateway = new FakeGateway({ dist: join(folder, 'dist'), startS: -60, rate: 1 });
    const base = await gateway.listen();
    const page = await newPage();
    await visit(page, `${base}/alerts`);
    await page.getByRole('status').getByText('live').waitFor();
    expect(await page.getByRole('link', { name: 'Swift 306757' }).count()).toBe(0);
    await gateway.close();
    await page.getByText('stale').waitFor({ timeout: 20_000 });
    await night({ port: Number(new URL(base).port) });
    await page.getByRole('status').getByText('live').waitFor({ timeout: 20_000 });
    // What happened in the meantime is there without a reload.
    await page.getByRole('link', { name: 'Swift 306757' }).waitFor();
    await page.close();
  }, 240_000);

  it('does with ticked products what it says, and says who was faster in deleting one', async () => {
    const gateway = nightOf();
    const base = await gateway.listen();
    const somebodyElse = (path: string, body: object): Promise<Response> =>
      fetch(`${base}/api/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const page = await newPage();
    await visit(page, `${base}/targets/${idOf('tgt', 1)}?type=frame`);
    const panel = page.getByRole('region', { name: 'Data products', exact: true });
    await panel.locator('tbody tr').first().click();
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+Space');
    await panel
      .locator('tbody tr')
      .nth(3)
      .click({ modifiers: ['Shift'] });
    await panel.getByText('4 ticked').waitFor();
    await panel.getByRole('button', { name: 'make a timelapse' }).click();
    await panel.getByText('waits for its turn').waitFor();
    await panel.getByRole('button', { name: 'add to a group…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('a good night');
    expect(await serious(page)).toEqual([]);
    await page.getByRole('button', { name: 'add', exact: true }).click();
    await panel.getByText("Made group 'a good night' of 4").waitFor();

    await panel.getByRole('button', { name: 'delete…' }).click();
    const asks = page.getByRole('dialog');
    await asks.getByText('they leave a good night').waitFor();
    await asks.getByText('4 taken from them go too').waitFor();
    expect(await serious(page)).toEqual([]);
    const products = [idOf('prd', 9)];
    const review = (await (await somebodyElse('data-products/deletions/review', { products })).json()) as object;
    const frame = await newPage();
    await visit(frame, `${base}/frames/${products[0]}`);
    await somebodyElse('data-products/deletions', { ...review, products });
    await frame.getByRole('alert').getByText('is gone: administrator has deleted it.').waitFor();
    await frame.close();
    await asks.getByText('-v.fits is gone: administrator has deleted it.').waitFor();
    await asks.getByRole('button', { name: 'delete 3 data products' }).click();
    await panel.getByText('Deleted 3 data products.').waitFor();
    await panel.getByText('6 of 6 data products.').waitFor();
    await panel.getByText('0 ticked').waitFor();

    await somebodyElse(`targets/${idOf('tgt', 1)}/extras`, { set: { redshift: 0.937 } });
    await page.getByRole('region', { name: 'Target', exact: true }).getByText('0.937').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('lists groups, hears of what others do with them, and finds them by a part of their names', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, base);
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    const list = page.getByRole('region', { name: 'Groups found' });
    await list.getByRole('link', { name: 'good quality' }).waitFor();
    expect(await list.getByRole('row').count()).toBe(2);
    const make = (body: object): Promise<Response> =>
      fetch(`${base}/api/data-product-groups`, { method: 'POST', body: JSON.stringify(body) });
    await make({ name: 'made by somebody else', add: [idOf('prd', 2)] });
    await list.getByRole('link', { name: 'made by somebody else' }).waitFor();
    await list.getByRole('link', { name: 'good quality' }).click();
    await page.getByText('2 data products ·').waitFor();
    await make({ id: idOf('grp', 2), remove: [idOf('prd', 2)] });
    await page.getByText('1 data product ·').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'outputs of processes' }).click();
    await list.getByRole('link', { name: 'inspect-20080319-0002_outputs' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search groups' }).fill('nothing like it');
    await page.getByText('No group’s name contains “nothing like it”.').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  }, 60_000);

  it('finds a selection that is too long for an address in the browser where it was ticked, and says where it is not', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/gallery?products=kept-abc`);
    await page.getByText('this one has not got them: tick them again').waitFor();
    await page.evaluate(
      (ids) => localStorage.setItem('nightjar.selection.kept-abc', ids),
      [idOf('prd', 2), idOf('prd', 3)].join(),
    );
    await visit(page, `${base}/gallery?products=kept-abc`);
    const gallery = page.getByRole('region', { name: 'Gallery' });
    expect(await gallery.getByRole('checkbox').count()).toBe(2);
    await visit(page, `${base}/pipelines?run=timelapse&inputs=kept-abc`);
    await page.getByText('2 chosen of').waitFor();
    await visit(page, `${base}/chains/new?inputs=kept-nowhere`);
    await page.getByText('this one has not got them: tick them again').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  }, 60_000);

  it('notes something of a target, each value in its type, and strikes it out again', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/targets/${idOf('tgt', 1)}`);
    const facts = page.getByRole('region', { name: 'Target', exact: true });
    const asks = page.getByRole('dialog');
    await facts.getByRole('button', { name: 'note something…' }).click();
    await asks.getByRole('button', { name: 'add one' }).click();
    await asks.getByRole('textbox', { name: 'name', exact: true }).fill('redshift');
    await asks.getByLabel('kind of redshift').selectOption('number');
    await asks.getByLabel('value of redshift').fill('about one');
    await asks.getByText('redshift is no number.').waitFor();
    expect(await asks.getByRole('button', { name: 'save' }).isDisabled()).toBe(true);
    await asks.getByLabel('value of redshift').fill('0.937');
    expect(await serious(page)).toEqual([]);
    await asks.getByRole('button', { name: 'save' }).click();
    await facts.getByText('0.937').waitFor();
    const kept = (await (await fetch(`${base}/api/targets/${idOf('tgt', 1)}`)).json()) as { extras: object };
    expect(kept.extras).toEqual({ redshift: 0.937 });
    await facts.getByRole('button', { name: 'note something…' }).click();
    await asks.getByRole('button', { name: 'strike out redshift' }).click();
    await asks.getByRole('button', { name: 'save' }).click();
    await facts.getByText('0.937').waitFor({ state: 'detached' });
    await page.close();
    expect(faults).toEqual([]);
  }, 60_000);

  it('leads from a group to the process that made it, and changes what is in it and its name', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/processes/${idOf('prc', 2)}`);
    await page.getByRole('link', { name: 'inspect-20080319-0002_outputs' }).click();
    await page.getByText('made by inspect-20080319-0002').waitFor();
    const adds = page.getByRole('region', { name: 'Add products' });
    await adds.getByRole('checkbox').first().check();
    await adds.getByRole('button', { name: 'add', exact: true }).click();
    await adds.getByText('Added 1 data product to group').waitFor();
    const holds = page.getByRole('region', { name: 'Products', exact: true });
    await holds.getByRole('checkbox').nth(1).check();
    await holds.getByRole('link', { name: 'gallery' }).click();
    await page.getByRole('region', { name: 'Gallery' }).getByRole('checkbox').waitFor();
    await page.goBack();
    await holds.getByRole('checkbox').nth(1).check();
    await holds.getByRole('button', { name: 'take out of this group' }).click();
    await page.getByText('1 data product ·').waitFor();
    await page.getByRole('button', { name: 'rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('the first frame');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'the first frame' }).waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it('names what a process worked on and made: what has pixels leads to them', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/processes/${idOf('prc', 601)}`);
    const ends = page.getByRole('region', { name: 'Inputs and outputs' });
    await ends.getByRole('link', { name: /^swift-306757-.*\.fits$/ }).click();
    await page.waitForURL(new RegExp(`/frames/${idOf('prd', 2)}`));
    await page.getByRole('application', { name: /^Pixels of swift-306757/ }).waitFor();
    await visit(page, `${base}/processes/${idOf('prc', 600)}`);
    await ends.getByRole('link', { name: 'sub_diff.fits' }).click();
    await page.waitForURL(new RegExp(`/frames/${idOf('prd', 501)}`));
    await page.getByRole('application', { name: /^Pixels of sub_diff/ }).waitFor();
    // planes and masks have pixels too, though they are no frames in their own right
    for (const [name, n] of Object.entries({ sub_template: 502, sub_mask: 503 })) {
      await visit(page, `${base}/processes/${idOf('prc', 600)}`);
      await ends.getByRole('link', { name: `${name}.fits` }).click();
      await page.waitForURL(new RegExp(`/frames/${idOf('prd', n)}`));
      await page.getByRole('application', { name: new RegExp(`^Pixels of ${name}`) }).waitFor();
    }
    await page.close();
    expect(faults).toEqual([]);
  });

  it('scrolls a log as it grows unless somebody reads further up, or wants none of it', async () => {
    const gateway = nightOf();
    const base = await gateway.listen();
    const page = await newPage();
    await visit(page, `${base}/processes/${idOf('prc', 5)}`);
    const log = page.getByRole('log');
    const grow = async (offset: number): Promise<void> => {
      const line = { offset, at: '2008-03-19T06:22:49Z', level: 'info', text: `line ${offset}` };
      gateway.tell(ProcessLog.subject, { process: idOf('prc', 5), ...line });
      await log.getByText(`line ${offset}`, { exact: true }).waitFor();
    };
    const restPx = (): Promise<number> => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    await log.getByText('star 90 matched').waitFor();
    await grow(97);
    expect(await restPx()).toBeLessThan(1);
    await log.evaluate((box) => (box.scrollTop = 0));
    await page.getByRole('button', { name: 'paused: to the end' }).waitFor();
    await grow(98);
    expect(await log.evaluate((box) => box.scrollTop)).toBe(0);
    await page.getByRole('button', { name: 'paused: to the end' }).click();
    expect(await restPx()).toBeLessThan(1);
    await page.getByLabel('Automatically scroll logs').uncheck();
    await grow(99);
    expect(await restPx()).toBeGreaterThan(1);
    await visit(page, `${base}/processes/${idOf('prc', 5)}`);
    expect(await page.getByLabel('Automatically scroll logs').isChecked()).toBe(false);
    await page.close();
    expect(faults).toEqual([]);
  });

  it('keeps the theme that was chosen', async () => {
    const base = await night();
    const page = await newPage();
    await visit(page, `${base}/`);
    await page.getByRole('button', { name: 'Red' }).click();
    await visit(page, `${base}/system`);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('red');
    await page.close();
  });

  it('asks calmly for a token when there is no session, and goes on once it has one', async () => {
    const base = await night({ token: 'secret-of-the-night' });
    const page = await newPage();
    await page.goto(base);
    await page.getByText('You are not signed in').waitFor();
    expect(await serious(page)).toEqual([]);
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'sign in' }).click();
    await page.getByText('not known here').waitFor();
    await page.getByLabel('Token').fill('secret-of-the-night');
    await page.getByRole('button', { name: 'sign in' }).click();
    await page.waitForSelector('main .panel');
    await page.close();
  });
});
