/** Figures of a report in a real browser: drawn, switched, and asked for their numbers. */
import type { Page } from 'puppeteer-core';
import { beforeAll, expect, test } from 'vitest';
import { reportPage } from '../src/index.ts';
import { describeInBrowser, untilDrawn, type OpenedPage } from './support/chromium.ts';
import { rankedCurves, report as whole, seeds } from './support/madeUp.ts';

/** With the figure of its definition alone. */
const report = {
  ...whole,
  sweeps: whole.sweeps.map((sweep) => ({ ...sweep, searches: [], boundaries: [] })),
};

describeInBrowser('figures in a browser', (browser) => {
  let opened: OpenedPage;
  let page: Page;
  beforeAll(async () => {
    opened = await browser().open(await reportPage(report));
    ({ page } = opened);
    await untilDrawn(page);
  });

  /** Of final values, which are of all seeds. */
  const MEDIANS = 1;

  /** Lines that are drawn of seeds, in both panels of curves. */
  const lines = (): Promise<number> =>
    page.$$eval('.live .mark-line path', (paths, others) => paths.length - others, MEDIANS);
  const labels = (): Promise<string[]> =>
    page.$$eval('.live .role-axis-label text', (texts) => texts.map((text) => text.textContent));
  const chooses = (selector: string): Promise<void> => page.click(selector);

  test('every curve and every cell is drawn, without a word on the console and without a request', async () => {
    expect(await lines()).toBe(2 * rankedCurves.length);
    expect(await page.$$eval('.live .mark-rect.role-mark path', (cells) => cells.length)).toBeGreaterThan(3);
    expect(opened.problems).toEqual([]);
    expect(opened.requests.map((url) => url.replace(/.*\//, ''))).toEqual(['report-0.html']);
  });

  test('seeds are hidden and shown', async () => {
    await chooses('input[name=seed][value="1"]');
    await expect.poll(lines).toBe((2 * rankedCurves.length * (seeds.length - 1)) / seeds.length);
    await chooses('button[data-seeds=none]');
    await expect.poll(lines).toBe(0);
    await chooses('button[data-seeds=all]');
    await expect.poll(lines).toBe(2 * rankedCurves.length);
  });

  test('axes become logarithmic and linear again', async () => {
    const before = await labels();
    expect(before).toContain('0');
    await chooses('input[name=y][value=log]');
    await expect
      .poll(async () => (await labels()).some((label) => label.startsWith('10⁻') || label === '0.01'))
      .toBe(true);
    await chooses('input[name=x][value=log]');
    await expect.poll(async () => (await labels()).includes('0')).toBe(false);
    await chooses('input[name=x][value=linear]');
    await chooses('input[name=y][value=linear]');
    await expect.poll(labels).toEqual(before);
  });

  const told = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      await page.$$eval('.tip:not([hidden]) > div', (found) =>
        found.map(({ textContent }) => textContent.split(': ') as [string, string]),
      ),
    );

  test('a tooltip tells the numbers of the point that is nearest', async () => {
    await page.$eval('figure', (found) => found.scrollIntoView());
    const { x, y, width, height } = (await (await page.$('.live .mark-line path'))!.boundingBox())!;
    let answers = 0;
    for (const share of [0.2, 0.4, 0.6, 0.8]) {
      await page.mouse.move(x + share * width, y + share * height);
      const tip = await told();
      if (tip.iteration === undefined) continue;
      answers++;
      const curve = rankedCurves.find(
        ({ rank, seed }) => String(rank) === tip['k-th largest, k'] && String(seed) === tip.seed,
      )!;
      const at = Array.from(curve.iterations).indexOf(Number(tip.iteration));
      expect(Number(tip['component norm'])).toBeCloseTo(curve.values[at]!, 5);
    }
    expect(answers).toBeGreaterThan(0);
    await page.mouse.move(0, 0);
    await expect.poll(told).toEqual({});
  });

  test('arrow keys lead along a curve, and to the next', async () => {
    await page.focus('.canvas');
    await page.keyboard.press('ArrowRight');
    const first = await told();
    await page.keyboard.press('ArrowRight');
    const second = await told();
    expect(Number(second.iteration)).toBeGreaterThan(Number(first.iteration));
    const identity = ({ seed, ...tip }: Record<string, string>): string =>
      `${seed} ${tip['k-th largest, k']}`;
    expect(identity(second)).toBe(identity(first));
    await page.keyboard.press('ArrowDown');
    expect(identity(await told())).not.toBe(identity(first));
    await page.keyboard.press('Escape');
    expect(await told()).toEqual({});
  });

  test('on a phone panels stand below each other, and nothing is wider than the screen', async () => {
    const { page: phone } = await browser().open(await reportPage(report));
    await phone.setViewport({ width: 360, height: 740, isMobile: true, hasTouch: true });
    await untilDrawn(phone);
    const { width, height } = (await (await phone.$('.live svg'))!.boundingBox())!;
    expect(height).toBeGreaterThan(width);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
