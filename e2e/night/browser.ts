import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

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

export const browserIsThere = existsSync(CHROMIUM);
if (!browserIsThere) console.warn(`what needs a browser is left out: there is no ${CHROMIUM}`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A Chromium with a profile of its own, as large as an operator's screen. */
export class Browser implements AsyncDisposable {
  private constructor(
    private readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  static async open(): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'nightjar-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      viewport: { width: 1366, height: 768 },
      args: FLAGS,
    });
    context.setDefaultTimeout(120_000);
    return new Browser(context, profile);
  }

  /** A page that notes what it complains of. What it gives up itself, as it is left or reads anew, is no complaint. */
  async page(faults: string[]): Promise<Page> {
    const page = await this.context.newPage();
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on(
      'response',
      (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`),
    );
    page.on('requestfailed', (request) => {
      const because = request.failure()?.errorText;
      if (because !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${because}`);
    });
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true });
  }
}

/** What keeps people from using a page, after axe. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // The page's own content policy forbids injected scripts, as it should; evaluation goes past it.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(async () =>
    (Reflect.get(globalThis, 'axe') as { run: () => Promise<AxeResults> }).run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
