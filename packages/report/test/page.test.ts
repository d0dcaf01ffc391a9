/** A report as a page in a real browser: its tables, its text, on paper, and for everyone. */
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { beforeAll, expect, test } from 'vitest';
import { reportPage } from '../src/index.ts';
import { describeInBrowser, untilDrawn } from './support/chromium.ts';
import { HOSTILE, report } from './support/madeUp.ts';

describeInBrowser('a report in a browser', (browser) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await browser().open(await reportPage(report)));
    await untilDrawn(page);
  });

  const RUNS = '#sweep-4-runs';
  /** Numbers of the runs that are shown, from top to bottom. */
  const shown = (): Promise<string[]> =>
    page.$$eval(`${RUNS} tbody tr:not([hidden]) td:first-child`, (cells) =>
      cells.map(({ textContent }) => textContent),
    );
  const sortsBy = (column: number): Promise<void> => page.click(`${RUNS} th:nth-child(${column}) button`);
  const order = (column: number): Promise<string | null> =>
    page.$eval(`${RUNS} th:nth-child(${column})`, (head) => head.getAttribute('aria-sort'));

  test('rows are sorted by numbers in full, and what has none comes last', async () => {
    await sortsBy(5);
    expect(await order(5)).toBe('ascending');
    expect(await shown()).toEqual(['10', '3', '2', '4', '1']);
    await sortsBy(5);
    expect(await order(5)).toBe('descending');
    expect(await shown()).toEqual(['4', '2', '3', '10', '1']);
    await sortsBy(1);
    expect([await order(5), await shown()]).toEqual(['none', ['1', '2', '3', '4', '10']]);
  });

  const filtersBy = async (text: string): Promise<string[]> => {
    await page.$eval(`${RUNS} input[type=search]`, (input) => (input.value = ''));
    await page.type(`${RUNS} input[type=search]`, `${text} `);
    return shown();
  };

  test.each([
    ['diverged', ['2', '4']],
    ['init.std=0.1', ['1', '4', '10']],
    ['init.std=0.1 status!=diverged', ['1', '10']],
    ['train_loss<0.2', ['3', '10']],
    ['train_loss>=0.123456789', ['2', '3']],
    ['train_loss=0.12346', ['3']],
    ['train_loss=0.123456789', ['3']],
    ['B-MF', ['4', '10']],
    ['nothing', []],
    ['', ['1', '2', '3', '4', '10']],
  ])('the filter %j', async (text, expected) => {
    await sortsBy(2);
    await sortsBy(1);
    expect(await filtersBy(text)).toEqual(expected);
    const told = await page.$eval(`${RUNS} output`, ({ textContent }) => textContent);
    expect(told).toBe(text === '' ? '' : `${expected.length} of 5 rows`);
  });

  test('names and errors stay text, whatever is in them', async () => {
    expect(await page.evaluate(() => 'taken' in window)).toBe(false);
    expect(await page.$$('b, img[onerror]')).toEqual([]);
    expect(await page.$eval('h1', ({ textContent }) => textContent)).toBe(HOSTILE);
    expect(await page.title()).toBe(HOSTILE);
    expect(await page.$eval('figcaption', ({ textContent }) => textContent)).toContain(HOSTILE);
    expect(await page.$eval('.trouble', ({ textContent }) => textContent)).toContain(HOSTILE);
    expect(
      await page.$eval('details.definition code:last-child', ({ textContent }) => textContent),
    ).toContain('made-up');
  });

  test('what went wrong comes first, and leads to its runs', async () => {
    const links = await page.$$eval('.trouble a', (found) => found.map((link) => link.hash));
    expect(links).toEqual(['#sweep-4-run-1', '#sweep-4-run-2', '#sweep-4-run-4']);
    for (const hash of links) expect(await page.$(hash)).not.toBeNull();
    expect(await page.$$eval('#sweep-4-events tbody a', (found) => found.map((link) => link.hash))).toEqual([
      '#sweep-4-run-3',
    ]);
  });

  const textOf = (selector: string): Promise<string> =>
    page.$eval(selector, ({ textContent }) => textContent.replaceAll(/\s+/g, ' '));

  test('a search has its best trials, which lead to their runs, and what came of rungs', async () => {
    const SEARCH = '#sweep-4-search-0';
    expect(await textOf(`${SEARCH}-title`)).toBe(`Search: ${HOSTILE}`);
    expect(await textOf(SEARCH)).toContain('the best 3 of 12 trials');
    const best = await page.$$eval(`${SEARCH} [data-table] tbody tr`, (rows) =>
      rows.map((row) => [...row.cells].map(({ textContent }) => textContent)),
    );
    expect(best).toEqual([
      [HOSTILE, '0.25', '7', '3, 2, 99'],
      ['sgd', '0.12346', '11', '10'],
      ['', '0.5', '0', ''],
    ]);
    const links = await page.$$eval(`${SEARCH} tbody a`, (found) => found.map((link) => link.hash));
    expect(links).toEqual(['#sweep-4-run-3', '#sweep-4-run-2', '#sweep-4-run-10']);
    const rungs = await page.$$eval(`${SEARCH} .scroll:not([data-table] *) td`, (cells) =>
      cells.map(({ textContent }) => textContent),
    );
    expect(rungs).toEqual(['480', '12', '9', '1440', '3', '0']);
    expect(await page.$$eval(`${SEARCH} .live .mark-symbol path`, ({ length }) => length)).toBeGreaterThan(1);
    expect(await textOf('#sweep-4-search-1')).toContain('No trial has ended with a number.');
    expect(await page.$('#sweep-4-search-1 figure, #sweep-4-search-1 table')).toBeNull();
  });

  test('a boundary has its intervals, with the confidence in them', async () => {
    const text = await textOf('#sweep-4-boundary-0');
    expect(text).toContain('from this task.observed on. Each interval has that value with 90 % confidence.');
    const rows = await page.$$eval('#sweep-4-boundary-0 tbody tr', (found) =>
      found.map((row) => [...row.cells].map(({ textContent }) => textContent)),
    );
    expect(rows).toEqual([
      ['1', '75', '25 to 125', '20'],
      ['2', 'at none', '200, or at none', '11'],
    ]);
  });

  test('the summary says what came of searches and boundaries', async () => {
    const text = await textOf('#sweep-4-summary');
    expect(text).toContain(`Best of ${HOSTILE} trial 7, ${HOSTILE} 0.25`);
    expect(text).toContain(`Boundary of ${HOSTILE} 2 intervals of 90 % confidence, from 31 runs`);
  });

  test('where only some rows are listed, it says so', async () => {
    const text = await page.$eval('#sweep-4-events', ({ textContent }) =>
      textContent.replaceAll(/\s+/g, ' '),
    );
    expect(text).toContain('the first 2 of 7 events');
    expect(await page.$eval(RUNS, ({ textContent }) => textContent)).not.toContain('the first');
  });

  test('it is printed with its definition, and without what only a screen needs', async () => {
    await page.evaluate(() => {
      const definition = document.querySelector<HTMLDetailsElement>('details.definition')!;
      addEventListener('beforeprint', () => (document.title = `unfolded ${definition.open}`));
    });
    const pdf = await page.pdf({ format: 'A4' });
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
    expect(await page.title()).toBe('unfolded true');
    await page.emulateMediaType('print');
    expect(
      await page.$$eval(
        'nav, .filter, .switches',
        (found) => found.filter((one) => one.checkVisibility()).length,
      ),
    ).toBe(0);
    expect(await page.$eval(`${RUNS} .scroll`, (one) => getComputedStyle(one).overflowX)).toBe('visible');
    await page.emulateMediaType('screen');
  });

  test.each(['light', 'dark'])('nobody is kept out: axe finds no serious violation in %s', async (scheme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
    );
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`)).toEqual([]);
  });

  test('without scripts it has still figures and plain tables', async () => {
    const still = await browser().browser.newPage();
    await still.setJavaScriptEnabled(false);
    await still.goto(page.url());
    expect(
      await still.$$eval('figure img', (found) => found.map((image) => image.naturalWidth > 400)),
    ).toEqual([true, true]);
    expect(await still.$$eval(`${RUNS} tbody tr`, ({ length }) => length)).toBe(5);
    const hidden = await still.$$eval('.filter, .switches', (found) =>
      found.map((one) => one.checkVisibility()),
    );
    expect(new Set(hidden)).toEqual(new Set([false]));
  });
});
