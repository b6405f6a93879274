import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Browser, browserIsThere, seriousFindings } from './night/browser.js';
import { burstPacket, isAck, sendPacket } from './night/burst.js';
import { eventually, Observatory } from './night/observatory.js';
import { ROOT } from './night/root.js';

const TARGET = 'Swift 306757';
const facts = { trigger: '306757', raDeg: 217.926, decDeg: 36.303, eventTime: new Date('2008-03-19T06:12:49Z') };

/** From the alert to the light curve, wall clock. */
const WITHIN_MS = 180_000;
/** `PICTURE=1` takes the picture of the README, once the light curve is long enough to be looked at. */
const PICTURE = process.env['PICTURE'] ? join(ROOT, 'docs/images/console.png') : null;
const POINTS_OF_PICTURE = 24;

const panel = (page: Page, name: string): Locator =>
  page.locator('.panel').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** Whether every preview has come and is a picture. */
const drawn = (page: Page): Promise<boolean> =>
  page.locator('.thumb img').evaluateAll((pictures) => pictures.every((one) => Reflect.get(one, 'naturalWidth') > 0));

/** What an operator sees of the real observatory, in a real browser that is never told to load anything again. */
(browserIsThere ? describe : describe.skip)('the console of a night with a burst', () => {
  let observatory: Observatory;
  let browser: Browser;
  let page: Page;
  let alertMs = 0;
  let target = '';
  let reduction = '';
  const faults: string[] = [];

  /** What is left of the three minutes. */
  const timeout = (): number => Math.max(1, alertMs + WITHIN_MS - Date.now());

  beforeAll(async () => {
    observatory = await Observatory.start({ clock: '2008-03-19T06:13:00Z@10' });
    browser = await Browser.open();
    page = await browser.page(faults);
  }, 240_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await observatory?.[Symbol.asyncDispose]();
  }, 240_000);

  it('is entered by the link of the first start, and shows a quiet night, live', async () => {
    await page.goto(await observatory.signInLink());
    await page.getByRole('status').getByText('live').waitFor();
    await panel(page, 'Now').waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await page.getByText(TARGET).count()).toBe(0);
    // lost by a reload
    await page.evaluate(() => Reflect.set(globalThis, 'sameSince', 'sign-in'));
  }, 240_000);

  it('tells of the alert by itself: on Tonight, and on Alerts with what was decided', async () => {
    alertMs = Date.now();
    expect(isAck(await sendPacket(observatory.vtpAuthorPort, burstPacket(facts)))).toBe(true);
    await page.getByText('New alert').waitFor({ timeout: timeout() });
    await panel(page, 'Now').getByText('slewing to').or(panel(page, 'Now').getByText('exposure')).waitFor();
    await panel(page, 'Plan').getByRole('link', { name: TARGET }).waitFor();
    await page.getByRole('link', { name: 'Alerts', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: '306757' });
    await row.getByText('observe', { exact: true }).waitFor();
    await row.getByRole('link', { name: TARGET, exact: true }).click();
    await page.waitForURL(/\/targets\/tgt_/);
    target = new URL(page.url()).pathname;
  }, 240_000);

  it(
    'shows on the target’s page the request, the observation, frames and a growing light curve',
    async () => {
      await page.getByRole('heading', { name: TARGET, level: 1 }).waitFor();
      await panel(page, 'Requests').getByText('RUNNING').waitFor({ timeout: timeout() });
      await panel(page, 'Observations').getByText('RUNNING').waitFor({ timeout: timeout() });
      const curve = page.getByRole('img', { name: /^Light curve\. ([4-9]|\d{2,}) measurements in V/ });
      await curve.waitFor({ timeout: timeout() });
      // each measurement rests on a frame and a process of its own
      await panel(page, 'Frames').locator('img').nth(3).waitFor({ timeout: timeout() });
      await eventually('every preview is drawn', timeout(), async () => (await drawn(page)) || undefined);
      const photometry = panel(page, 'Processes').getByRole('row').filter({ hasText: 'photometry' });
      await photometry.filter({ hasText: 'SUCCEEDED' }).nth(3).waitFor({ timeout: timeout() });
      expect(await page.evaluate(() => Reflect.get(globalThis, 'sameSince'))).toBe('sign-in');
    },
    WITHIN_MS,
  );

  it('leads from there to a process with its steps and its log', async () => {
    const finished = panel(page, 'Processes').getByRole('row').filter({ hasText: 'SUCCEEDED' });
    await finished.getByRole('link', { name: 'photometry' }).first().click();
    await page.waitForURL(/\/processes\/prc_/);
    reduction = new URL(page.url()).pathname;
    await panel(page, 'Steps').getByText('measure').waitFor();
    await panel(page, 'Log').getByText('solve-field ended').waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'sameSince'))).toBe('sign-in');
  });

  it.each(['dark', 'red'])(
    'keeps nobody out of its pages, in the theme %s',
    async (theme) => {
      const found: string[] = [];
      for (const path of ['/', '/alerts', target, reduction, '/system']) {
        await page.goto(`${observatory.url}${path}?theme=${theme}`);
        await page.waitForSelector('main .panel');
        await page.locator('main').getByText('reading…').first().waitFor({ state: 'hidden' });
        found.push(...(await seriousFindings(page)).map((finding) => `${path}: ${finding}`));
      }
      expect(found).toEqual([]);
    },
    240_000,
  );

  it('has never complained', () => {
    expect(faults).toEqual([]);
  });

  if (PICTURE !== null) {
    it('is good to look at', async () => {
      await page.goto(`${observatory.url}${target}?theme=dark`);
      const curve = page.getByRole('img', { name: new RegExp(`^Light curve\\. ${POINTS_OF_PICTURE} measurements`) });
      await curve.waitFor({ timeout: 300_000 });
      await page.screenshot({ path: PICTURE });
    }, 310_000);
  }

  it('does not keep the observatory from stopping while somebody looks at it', async () => {
    await page.getByRole('status').getByText('live').waitFor();
    await observatory.stop();
    // one that somebody keeps from ending is killed when the supervisor's patience is over, and told of
    expect(observatory.tail()).not.toMatch(/did not end within .* and is killed/);
  }, 240_000);
});
