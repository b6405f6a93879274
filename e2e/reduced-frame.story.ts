import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CandidateList, Chain, DataProduct, FoundCandidate, Process, Target, Verdict } from '@nightjar/contracts';
import type { Locator, Page } from 'playwright-core';
import { Browser, browserIsThere } from './night/browser.js';
import { catalogueField, exposure, placeAt } from './night/field.js';
import { eventually } from './night/observatory.js';
import { SmallSite } from './night/small-site.js';

const risen = { ...placeAt(-63, 88), mag: 13.5 };
const gone = { ...placeAt(101, -47), mag: 13 };
const LAYERS = ['grid of RA, Dec', 'objects', 'catalogue', 'targets', 'apertures', 'candidates', 'mask'];
const [REDUCED_WITHIN_MS, DRAWN_WITHIN_MS] = [60_000, 30_000];
/** Catalogue, pipelines, and the alerts that every page listens to: each with a path that it alone can answer. */
const SERVICES = { catalog: '/api/targets', pipeline: '/api/pipelines', alerts: '/api/notices' };

const panel = (page: Page, name: string): Locator =>
  page.locator('.panel').filter({ has: page.getByRole('heading', { name, exact: true }) });
/** How many marks and cells a plot has in these colours. */
const drawnOf = async (page: Page, colours: string): Promise<number> => {
  const paths = await page
    .locator('.drawn-figure svg')
    .locator(colours)
    .evaluateAll((all) => all.map((one) => one.getAttribute('d')?.match(/M/g)?.length ?? 0));
  return paths.reduce((sum, count) => sum + count, 0);
};
const isPicture = (image: Locator): Promise<boolean> =>
  image.evaluate((one) => Reflect.get(one, 'complete') === true && Reflect.get(one, 'naturalWidth') > 0);

/** What an astronomer sees in a real browser of what the real pipelines made of a frame whose truth is known. */
(browserIsThere ? describe : describe.skip)('a frame that was measured and subtracted, in the console', () => {
  const template = exposure(12, 10, [gone]);
  const science = exposure(11, 12, [risen]);
  const [{ xPx, yPx } = { xPx: NaN, yPx: NaN }] = science.places;
  let site: SmallSite;
  let browser: Browser;
  let page: Page;
  let frame: DataProduct;
  let photometry: Process;
  let subtraction: Process;
  const faults: string[] = [];

  /** The processes of a chain, each of which has succeeded. */
  const processesOf = async ({ id }: Chain): Promise<Process[]> => {
    const chain = await eventually(`${id} has ended`, REDUCED_WITHIN_MS, async () => {
      const found = await site.get<Chain>(`/api/chains/${id}`);
      return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(found.state) ? found : undefined;
    });
    expect(chain).toMatchObject({ state: 'SUCCEEDED', because: null });
    return Promise.all(chain.steps.map(({ process }) => site.get<Process>(`/api/processes/${process}`)));
  };
  const pixels = (): Locator => page.getByRole('application', { name: /^Pixels of / });
  const layers = (): Locator => panel(page, 'Over the pixels');
  const layer = (name: string): Locator => layers().getByLabel(name);
  /** The value of the pixel that is pointed at, once it has come. */
  const valueOf = (): Promise<string> =>
    page
      .locator('.frame-read')
      .getByText(/^-?\d[\d.]*$/)
      .last()
      .textContent()
      .then(String);
  /** What the canvas shows, once everything that it waits for has come. */
  const drawing = async (): Promise<string> => {
    await valueOf();
    await page.locator('.frame-coming').getByText('reading…').waitFor({ state: 'hidden' });
    return pixels().evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
  };
  const countOf = async (name: string): Promise<number> =>
    Number(await layers().locator('label', { hasText: name }).locator('.num').textContent());
  const keptOf = async (): Promise<FoundCandidate[]> => {
    const list = subtraction.outputs.find(({ tag }) => tag === 'candidate-list');
    const { candidates } = await site.get<CandidateList>(`/api/data-products/${list?.id}/file`);
    return candidates.filter(({ kept }) => kept).sort((a, b) => b.snr - a.snr);
  };
  const open = async (path: string): Promise<void> => {
    await page.goto(`${site.url}${path}`);
    await page.waitForSelector('main .panel');
  };

  beforeAll(async () => {
    site = await SmallSite.start(SERVICES, { NIGHTJAR_SKY_OFFLINE: '1' });
    await catalogueField(site.night.databaseUrl);
    const first = await site.upload<DataProduct>('field-1.fits', template.file);
    frame = await site.upload<DataProduct>('field-2.fits', science.file);
    const { raDeg, decDeg } = risen;
    const target = await site.post<Target>('/api/targets', { name: 'nova', raDeg, decDeg });
    const ordered = await site.post<Chain>('/api/chains', {
      ...{ target: target.id, inputs: [frame.id, first.id] },
      steps: [
        { pipeline: 'inspect' },
        { pipeline: 'photometry', inputs: [{ suffix: 'field-2.fits' }], params: { catName: 'field' } },
        {
          ...{ pipeline: 'subtraction', params: { template: 'custom', subtractionMode: 'detection' } },
          inputs: [{ suffix: 'field-2.fits' }, { suffix: 'field-1.fits' }, { step: 1, type: 'wcs' }].concat([
            { step: 1, type: 'catalogue' },
          ]),
        },
      ],
    });
    [, photometry, subtraction] = (await processesOf(ordered)) as [Process, Process, Process];
    browser = await Browser.open();
    page = await browser.page(faults);
    // the page that it leads to asks services that are left out here
    await page.request.get(await site.signInLink());
  }, 300_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  }, 60_000);

  it('has a grid and marks of every kind over its pixels, each drawn when it is asked for', async () => {
    await open(`/frames/${frame.id}?show=none`);
    await layers().getByText('candidates 4').waitFor();
    const [objects, catalogue, targets, apertures] = await Promise.all(
      ['objects', 'catalogue', 'targets', 'apertures'].map(countOf),
    );
    expect([objects, targets]).toEqual([photometry.result['objects'], 1]);
    expect(catalogue).toBeGreaterThan(100);
    // one of each star that was compared with the catalogue, and the target's
    expect(apertures).toBe(Number(catalogue) + 1);
    for (const name of LAYERS) {
      const before = await drawing();
      await layer(name).check();
      await eventually(`${name} is drawn`, DRAWN_WITHIN_MS, async () => (await drawing()) !== before || undefined);
      await layer(name).uncheck();
      await eventually(`${name} is not drawn`, DRAWN_WITHIN_MS, async () => (await drawing()) === before || undefined);
    }
  }, 240_000);

  it('names the new star to who points at it, and the target that was measured there', async () => {
    await open(`/frames/${frame.id}?at=${xPx.toFixed(1)},${yPx.toFixed(1)},4`);
    await layers().getByText('candidates 4').waitFor();
    await pixels().hover({ position: { x: 5, y: 5 } });
    await pixels().hover();
    const [found] = await keptOf();
    const here = page.locator('.frame-here');
    await here.getByText(`candidate ${found?.name}, S/N ${found?.snr.toFixed(1)}, kept`).waitFor();
    await here.getByText('target nova').waitFor();
  });

  it('blinks with the template, the difference and the convolved template', async () => {
    const named = panel(page, 'Blink').getByRole('button');
    expect(await named.allTextContents()).toEqual(['frame', 'template', 'difference', 'convolved']);
    const seen = new Set([await valueOf()]);
    for (const name of ['template', 'difference', 'convolved']) {
      await pixels().press('b');
      await panel(page, 'Blink').getByRole('button', { name, pressed: true }).waitFor();
      await eventually(
        `the new star on the ${name}`,
        DRAWN_WITHIN_MS,
        async () => !seen.has(await valueOf()) || undefined,
      );
      seen.add(await valueOf());
    }
  });

  it('leads from a rectangle drawn on it to a frame without those pixels', async () => {
    await open(`/frames/${frame.id}?at=${xPx.toFixed(1)},${yPx.toFixed(1)},4`);
    await layers().getByText('candidates 4').waitFor();
    await pixels().press('r');
    await panel(page, 'Rectangles').getByRole('button', { name: 'draw', pressed: true }).waitFor();
    const { x = 0, y = 0, width = 0, height = 0 } = (await pixels().boundingBox()) ?? {};
    const [left, top] = [x + width / 2, y + height / 2];
    await page.mouse.move(left - 40, top - 40);
    await page.mouse.down();
    await page.mouse.move(left, top);
    await page.mouse.move(left + 40, top + 40);
    await page.mouse.up();
    await panel(page, 'Rectangles').getByRole('button', { name: 'mask it' }).click();
    await panel(page, 'Rectangles')
      .getByRole('link', { name: /^mask_/ })
      .click();
    await page.waitForURL(/\/processes\/prc_/);
    await page.getByRole('heading', { level: 1, name: /^mask_/ }).waitFor();
    await page.locator('.process-head').getByText('SUCCEEDED').waitFor();
    const made = panel(page, 'Inputs and outputs').getByRole('link', { name: /^mask_.*\.fits$/ });
    const address = String(await made.getAttribute('href'));
    expect(address).toMatch(/^\/frames\/prd_/);
    const product = address.replace('/frames', '/api/data-products');
    // the catalogue hears of it from the pipelines
    await eventually('the frame is catalogued', REDUCED_WITHIN_MS, () => site.get<DataProduct>(product));
    await made.click();
    await page.waitForURL(/\/frames\/prd_/);
    await page.goto(`${page.url()}?at=${xPx.toFixed(1)},${yPx.toFixed(1)},4`);
    await page.locator('.frame-read').getByText('no value').waitFor();
  }, 240_000);

  it('marks on a part that was cut out what was measured there, and nothing of the whole frame', async () => {
    const steps = [
      { pipeline: 'crop', params: { x1: 60, y1: 20 } },
      { pipeline: 'photometry', inputs: [{ step: 0, type: 'frame' }], params: { catName: 'field' } },
    ];
    const ordered = await site.post<Chain>('/api/chains', { inputs: [frame.id], steps });
    const [crop, measured] = await processesOf(ordered);
    const objects = Number(measured?.result['objects']);
    expect(objects).toBeLessThan(Number(photometry.result['objects']));
    const part = String(crop?.outputs[0]?.id);
    await eventually('it is catalogued', REDUCED_WITHIN_MS, () => site.get(`/api/data-products/${part}`));
    await open(`/frames/${part}?at=${(xPx - 60).toFixed(1)},${(yPx - 20).toFixed(1)},4`);
    await layers().getByText(`objects ${objects}`).waitFor();
    await page.locator('.frame-here').getByText('target nova').waitFor();
    await layers().getByText('candidates', { exact: true }).waitFor();
  }, 240_000);

  it('lists the new star among the candidates: kept, with its picture, its flux and why', async () => {
    await open(`/processes/${subtraction.id}`);
    await page.getByRole('link', { name: 'its candidates' }).click();
    const [found, ...others] = await keptOf();
    expect(found).toMatchObject({ sign: 'positive', mag: expect.closeTo(risen.mag, 1) });
    expect(others).toMatchObject([{ sign: 'negative' }]);
    const row = page.locator(`[data-candidate="${found?.name}"]`);
    await row.getByText('kept by the filters').waitFor();
    await eventually(
      'the picture is there',
      DRAWN_WITHIN_MS,
      async () => (await isPicture(row.locator('img'))) || undefined,
    );
    await row.getByText(`${found?.fluxAdu.toFixed(0)} ± ${found?.fluxErrorAdu.toFixed(0)} ADU`).waitFor();
    expect(await row.locator('.reasons li').count()).toBe(
      found?.reasons.filter(({ verdict }) => verdict !== 'not-asked').length,
    );
  });

  it('keeps what somebody says of it by a key', async () => {
    const [found] = await keptOf();
    const row = page.locator(`[data-candidate="${found?.name}"]`);
    await row.focus();
    await page.keyboard.press('r');
    await row.getByText('real, says administrator').waitFor();
    const { results } = await site.get<{ results: Verdict[] }>(`/api/verdicts?process=${subtraction.id}`);
    expect(results).toMatchObject([{ candidate: found?.name, verdict: 'real', by: 'administrator' }]);
    await page.reload();
    await row.getByText('real, says administrator').waitFor();
  });

  it('shows also what the filters rejected, with pictures and why', async () => {
    await page.getByLabel('show').selectOption('rejected');
    await page.getByText('2 shown of 4').waitFor();
    for (const row of await page.locator('.candidate').all()) {
      await row.locator('.reasons .problem').first().waitFor();
      await row.scrollIntoViewIfNeeded();
      await eventually(
        'the picture is there',
        DRAWN_WITHIN_MS,
        async () => (await isPicture(row.locator('img'))) || undefined,
      );
    }
  });

  it.each([
    ['photometry', 12],
    ['subtraction', 1],
  ] as const)('draws every plot of its %s from the tables, as it is looked at', async (name, plots) => {
    await open(`/processes/${(name === 'photometry' ? photometry : subtraction).id}`);
    const choice = panel(page, 'Plots').getByLabel('plot');
    await choice
      .locator('option')
      .nth(plots - 1)
      .waitFor({ state: 'attached' });
    const titles = await choice.locator('option').allTextContents();
    expect(titles).toHaveLength(plots);
    for (const title of titles) {
      await choice.selectOption(title);
      await page.getByRole('img', { name: title, exact: true }).waitFor();
      const drawn = await drawnOf(page, '.is-filled, .plot-bad, .plot-muted');
      // a histogram is three lines
      expect([title, drawn > (title === 'Objects by magnitude' ? 2 : 64)]).toEqual([title, true]);
    }
    if (name === 'subtraction') return;
    await choice.selectOption('Objects on the frame');
    await page.getByRole('img', { name: 'Objects on the frame', exact: true }).waitFor();
    // and one of each kind in the legend
    expect(await drawnOf(page, '.plot-good, .plot-bad')).toBe(Number(photometry.result['objects']) + 2);
  });

  it('finds what photometry made of it also behind hundreds of newer cutouts', async () => {
    const inputs = subtraction.inputs;
    const targets = Array.from(
      { length: 105 },
      (_, i) => `x=${100 + 30 * (i % 10)} y=${100 + 30 * Math.floor(i / 10)}`,
    );
    const params = { template: 'custom', subtractionMode: 'target', targets: targets.join('\n') };
    await processesOf(await site.post<Chain>('/api/chains', { inputs, steps: [{ pipeline: 'subtraction', params }] }));
    await eventually('the newest 200 products are others', REDUCED_WITHIN_MS, async () => {
      const newest = await site.get<{ results: DataProduct[] }>(`/api/data-products?of=${frame.id}&limit=200`);
      return newest.results.every(({ process }) => process !== photometry.id) || undefined;
    });
    await open(`/frames/${frame.id}`);
    await layers()
      .getByText(`objects ${String(photometry.result['objects'])}`)
      .waitFor();
  }, 240_000);

  it('has never complained', () => {
    expect(faults).toEqual([]);
  });
});
