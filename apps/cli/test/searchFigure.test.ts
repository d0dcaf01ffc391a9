/** The figure of simulated searches: a best so far never gets worse, nor does a summary of such. */
import type { CurvePanel } from '@ranksweep/plot';
import { quartiles, type BestSoFar } from '@ranksweep/search';
import { expect, it } from 'vitest';
import { searchFigure } from '../src/plot/searchFigure.ts';

it('begins where a trial has ended for every seed, and falls from there', () => {
  const curves: BestSoFar[] = [
    { seed: 0, spent: [100, 300], best: [0.5, 0.1] },
    { seed: 1, spent: [250], best: [4] },
    { seed: 2, spent: [280, 900], best: [9, 2] },
    { seed: 3, spent: [], best: [] }, // All of its trials have failed.
  ];
  const standing = { contender: { sampler: 'random' as const, pruner: undefined }, best: [], untilFound: [] };
  const figure = searchFigure(
    { standings: [{ ...standing, spent: [1], curves }], iterations: 1000, best: 0.1, cells: 4 },
    { sweep: 'sweep:1', part: 'mf', metric: 'train_loss' },
  );
  const drawn = (figure.panels[0] as CurvePanel).curves;
  const places = Array.from(drawn[0]!.iterations);
  const known = places.map((_, i) => drawn.map(({ values }) => values[i]!).filter(Number.isFinite));
  expect(places.filter((_, i) => known[i]!.length > 0)[0]).toBe(280);
  const summaries = known.filter((values) => values.length > 0).map(quartiles);
  for (const [i, summary] of summaries.entries()) {
    for (const [k, value] of summary.entries())
      expect(value).toBeLessThanOrEqual(summaries[i - 1]?.[k] ?? Infinity);
  }
  expect(summaries.at(-1)).toEqual(quartiles([0.1, 4, 2]));
});
