/** Runs that did not end as they should have: what figures and captions tell of them. */
import { expect, it } from 'vitest';
import { extentsOf } from '../src/drawn/extent.ts';
import { captionOf, figureFromStore, isCurvePanel, overlaid, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { CurvePanel, Figure } from '../src/index.ts';
import { figureSpec, storeWith, type Recorded } from './store.ts';

const metric = 'reconstruction_error';
const ended = (
  seed: number,
  status: NonNullable<Recorded['status']>,
  values: readonly number[],
): Recorded => ({
  std: 0.1,
  seed,
  columns: { [metric]: values },
  events: [],
  status,
});
const figureOf = (...runs: Recorded[]): Figure => {
  const { store, sweepId } = storeWith(runs);
  return figureFromStore(store, sweepId, figureSpec({ metric }));
};
const good = ended(0, 'done', [1, 0.5, 0.1]);
const diverged = ended(1, 'diverged', [1, 0.9, 1e6, Infinity]);
const crosses = async (figure: Figure): Promise<string[]> =>
  [...(await renderSvg(vegaLiteSpec(figure))).matchAll(/"point"[^>]*transform="([^"]*)"/g)].map(
    ([, place]) => place!,
  );

it('says nothing of runs that are done', async () => {
  const figure = figureOf(good, ended(1, 'done', [1, 0.6, 0.1]));
  expect(captionOf(figure)).not.toMatch(/Of \d|Cross/);
  expect(await crosses(figure)).toEqual([]);
});

it('counts what became of the other runs, each once, whatever was recorded of them', () => {
  const { columns: _, ...rest } = ended(3, 'failed', []);
  const unfinished: Recorded = { std: 0.1, seed: 4, columns: { [metric]: [1] } };
  const runs = [good, diverged, ended(2, 'diverged', [1, NaN]), { ...rest, columns: {} }, unfinished];
  const { store, sweepId } = storeWith(runs);
  const figure = figureFromStore(store, sweepId, figureSpec({ metric }, { metric, title: 'Again' }));
  const told = 'Of 5 runs, 2 diverged, 1 failed and 1 has not ended. Crosses';
  expect(captionOf(figure)).toContain(told);
  expect(captionOf(overlaid([{ label: 'x', figure }]))).toContain(told);
});

it('says so where it is all of them', () => {
  const told = (...runs: Recorded[]): string => captionOf(figureOf(...runs));
  expect(told(diverged)).toContain('The run diverged.');
  expect(told(diverged, { ...diverged, seed: 2 })).toContain('All 2 runs diverged.');
});

it('marks where curves of diverged runs end, at the edge where that is far beyond', async () => {
  const figure = figureOf(good, diverged, ended(2, 'diverged', [0.5, NaN]));
  const places = await crosses(figure);
  expect(places).toHaveLength(2);
  expect(places).toEqual([expect.stringMatching(/,0\)/), expect.stringMatching(/^translate\(0,/)]);
});

it('does not let diverged runs squeeze the others, however many they are', () => {
  const panelOf = (...runs: Recorded[]): CurvePanel => figureOf(...runs).panels.find(isCurvePanel)!;
  const heights = (panel: CurvePanel) => extentsOf([panel]).get(panel);
  const many = [1, 2, 3].map((seed) => ({ ...diverged, seed }));
  expect(heights(panelOf(good, ...many))).toMatchObject({ high: 1, cut: true });
  expect(heights(panelOf(...many))).toMatchObject({ high: 1e6, cut: false });
});
