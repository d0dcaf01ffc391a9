/** Axes that a panel names nowhere: no two curves look alike without a word. */
import { describe, expect, it } from 'vitest';
import { figureFromStore, isCurvePanel, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { CurvePanel, Figure } from '../src/index.ts';
import { figureSpec, storeWith, type Recorded } from './store.ts';
import { texts } from './support.ts';

const run = (std: number, observed: number, seed = 0): Recorded => ({
  std,
  observed,
  seed,
  theory: false,
  columns: {
    reconstruction_error: [1, 0.1],
    component_norm_1: [0, 3],
    component_norm_2: [0, 2],
    predicted_component_norm_1: [0, 3],
  },
});
const grid = [0.1, 0.01].flatMap((std) => [20, 40, 60].map((observed) => run(std, observed)));

const figureOf = (runs: readonly Recorded[], ...panels: object[]): Figure => {
  const { store, sweepId } = storeWith(runs);
  return figureFromStore(store, sweepId, figureSpec(...panels));
};
const panelsOf = (figure: Figure): CurvePanel[] => figure.panels.filter(isCurvePanel);

describe('curves of an unranked metric', () => {
  it('have dashes for the axis that `colorBy` does not name', async () => {
    const figure = figureOf(grid, { metric: 'reconstruction_error', colorBy: 'init.std' });
    const [panel] = panelsOf(figure);
    expect(panel).toMatchObject({ groupTitle: 'init std', variantTitle: 'task observed' });
    expect(panel!.curves.map(({ group, variant }) => [group, variant])).toEqual(
      ['0.1', '0.01'].flatMap((std) => ['20', '40', '60'].map((observed) => [std, observed])),
    );
    const svg = await renderSvg(vegaLiteSpec(figure));
    expect(texts(svg)).toEqual(expect.arrayContaining(['init std', 'task observed', '20', '40', '60']));
    const looks = [...svg.matchAll(/<path aria-label[^>]*"line mark"[^>]*>/g)].map(
      ([path]) => /stroke="[^"]*"/.exec(path)![0] + (/stroke-dasharray="[^"]*"/.exec(path)?.[0] ?? ''),
    );
    expect(new Set(looks).size).toBe(6);
  });

  it('have colours for the axis with the most values where no `colorBy` is given', () => {
    const [panel] = panelsOf(figureOf(grid, { metric: 'reconstruction_error' }));
    expect(panel).toMatchObject({ groupTitle: 'task observed', variantTitle: 'init std' });
  });

  it('need no dashes for an axis whose values follow from the colours', () => {
    const runs = [run(0.1, 20), run(0.01, 40), run(0.001, 40)];
    const [panel] = panelsOf(figureOf(runs, { metric: 'reconstruction_error', colorBy: 'init.std' }));
    expect(panel!.curves.map(({ variant }) => variant)).toEqual([undefined, undefined, undefined]);
  });

  it('are refused in words where dashes do not suffice', async () => {
    const many = [0.1, 0.01].flatMap((std) => [20, 30, 40, 50, 60, 61, 62].map((n) => run(std, n)));
    const figure = figureOf(many, { metric: 'reconstruction_error', colorBy: 'init.std' });
    expect(panelsOf(figure)[0]).toMatchObject({
      curves: [],
      refusal: '7 settings of task.observed would look alike: choose by where or colorBy',
    });
    expect(texts(await renderSvg(vegaLiteSpec(figure))).join(' ')).toContain('would look alike');
  });
});

describe('curves of a ranked metric', () => {
  it('have a panel for every setting, in rows of three', () => {
    const figure = figureOf(grid, { metric: 'component_norm', title: 'Norms', where: { 'init.std': 0.1 } });
    expect(figure.columns).toBe(3);
    expect(panelsOf(figure).map(({ title, curves }) => [title, curves.length])).toEqual(
      ['20', '40', '60'].map((observed) => [`Norms, task observed ${observed}`, 2]),
    );
  });

  it('name the paths where several differ', () => {
    const titles = panelsOf(figureOf(grid, { metric: 'component_norm', title: 'Norms' })).map(
      ({ title }) => title,
    );
    expect(titles).toHaveLength(6);
    expect(titles[0]).toBe('Norms, task.observed=20, init.std=0.1');
  });

  it('keep their theory', () => {
    const spec = { metric: 'component_norm', theory: 'predicted_component_norm' };
    const panels = panelsOf(figureOf(grid, spec));
    expect(panels.map(({ theory }) => theory?.curves.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

it('leaves seeds as they are', () => {
  const [panel, ...others] = panelsOf(
    figureOf([run(0.1, 20, 0), run(0.1, 20, 1)], { metric: 'component_norm', title: 'Norms' }),
  );
  expect(others).toEqual([]);
  expect(panel).toMatchObject({ title: 'Norms' });
  expect(panel!.curves.every(({ variant, group }) => variant === undefined && group === undefined)).toBe(
    true,
  );
});
