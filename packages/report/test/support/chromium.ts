/** A real browser for tests, such as Debian's package `chromium`. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const chromium = NAMES.flatMap((name) =>
  (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
).find((path) => existsSync(path));

/** Ends what would never end. */
const LIMIT_MS = 240_000;

export interface TestBrowser {
  readonly browser: Browser;
  /** Opens a report from the disk. */
  open(markup: string): Promise<OpenedPage>;
  openFile(path: string): Promise<OpenedPage>;
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page said on its console, and errors in it. */
  readonly problems: string[];
  /** Addresses that were asked for, without those that are in the page. */
  readonly requests: string[];
}

/** Tests that share one browser; they are skipped where there is none. */
export function describeInBrowser(name: string, tests: (browser: () => TestBrowser) => void): void {
  const why = 'needs Chromium, which tools/installSystemPackages.sh installs';
  describe.skipIf(chromium === undefined)(`${name} (${why})`, () => {
    let browser: Browser;
    let folder: string;
    let reports = 0;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ranksweep-browser-'));
      // Its sandbox does not work for root, as whom continuous integration runs; pages are our own.
      browser = await puppeteer.launch({
        executablePath: chromium!,
        args: ['--no-sandbox'],
        protocolTimeout: LIMIT_MS,
      });
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const openFile = (path: string): Promise<OpenedPage> => opened(browser, path);
    tests(() => ({
      browser,
      openFile,
      open(markup) {
        const path = join(folder, `report-${reports++}.html`);
        writeFileSync(path, markup);
        return openFile(path);
      },
    }));
  });
}

async function opened(browser: Browser, path: string): Promise<OpenedPage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.setViewport({ width: 1200, height: 900 });
  await page.goto(pathToFileURL(path).href);
  return { page, problems, requests };
}

/** Waits until all figures answer. */
export const untilDrawn = (page: Page): Promise<unknown> =>
  page.waitForFunction(() =>
    [...document.querySelectorAll('figure')].every((figure) => figure.querySelector('.live svg') !== null),
  );
