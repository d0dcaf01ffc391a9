/** Panels of labelled curves: of metrics, parts and cells. */
import { describe, expect, it } from 'vitest';
import { captionOf, figureFromStore, isCurvePanel, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { CurvePanel, Figure } from '../src/index.ts';
import { figureSpec, storeWith, type Recorded } from './store.ts';
import { texts } from './support.ts';

/** Parts `main` and `other`, two scales each; values tell which run they are of. */
const runs: Recorded[] = [
  { std: 0.01, columns: { train_loss: [1, 11], test_loss: [2, 12] } },
  { std: 0.05, columns: { train_loss: [3, 13] } },
  { part: 'other', std: 0.01, columns: { train_loss: [5, 15] } },
  { part: 'other', std: 0.05, columns: { train_loss: [7, 17] } },
];

function figureOf(panel: object, recorded = runs): Figure {
  const { store, sweepId } = storeWith(recorded);
  return figureFromStore(store, sweepId, figureSpec({ part: 'main', metric: 'train_loss', ...panel }));
}
const panelOf = (panel: object, recorded = runs): CurvePanel =>
  figureOf(panel, recorded).panels.find(isCurvePanel)!;

/** Of every curve its label, its dash and its last value. */
const drawn = ({ curves }: CurvePanel): unknown[] =>
  curves.map(({ group, variant, values }) => [group, variant, values[1]]);

describe('labelled curves', () => {
  it('take part, metric and cells from their panel where they say nothing else', () => {
    const panel = panelOf({
      where: { 'init.std': 0.01 },
      curves: [
        { label: 'train' },
        { label: 'test', metric: 'test_loss' },
        { label: 'elsewhere', part: 'other' },
        { label: 'wide', where: { 'init.std': 0.05 } },
      ],
    });
    expect(drawn(panel)).toEqual([
      ['train', undefined, 11],
      ['test', undefined, 12],
      ['elsewhere', undefined, 15],
      ['wide', undefined, 13],
    ]);
    expect(panel).toMatchObject({ groupTitle: '', yTitle: 'train loss, test loss' });
  });

  it('are one where they have one label: what they differ in is summarized', () => {
    const some = [
      { label: 'both', where: { 'init.std': 0.01 } },
      { label: 'both', part: 'other', where: { 'init.std': 0.05 } },
    ];
    const figure = figureOf({ curves: some, over: ['init.std'], seeds: 'quartiles' });
    expect(captionOf(figure)).toContain(
      'Bands: the middle half of 2 runs, which differ in init std, with their median;',
    );
  });

  it('have dashes for axes that nothing names, beside the colours of their labels', () => {
    const some = ['main', 'other'].map((part) => ({ label: part, part }));
    expect(drawn(panelOf({ curves: some }))).toEqual([
      ['main', '0.01', 11],
      ['main', '0.05', 13],
      ['other', '0.01', 15],
      ['other', '0.05', 17],
    ]);
    expect(drawn(panelOf({ curves: some, colorBy: 'init.std' }))[1]).toEqual(['main, 0.05', undefined, 13]);
  });

  it('are left out where no run records their metric', () => {
    const some = [{ label: 'train' }, { label: 'test', metric: 'test_mse' }];
    const figure = figureOf({ curves: some, colorBy: 'init.std' });
    expect(figure.unrecorded).toEqual(['test mse']);
    expect(drawn(figure.panels.find(isCurvePanel)!)).toEqual([
      ['train, 0.01', undefined, 11],
      ['train, 0.05', undefined, 13],
    ]);
    expect(figureOf({ curves: some.slice(1) }).panels[0]).toMatchObject({
      refusal: 'no run records test mse',
    });
  });

  it('stand in the legend, and their runs count among those of the figure', async () => {
    const some = [
      { label: 'near trees', where: { 'init.std': 0.01 } },
      { label: 'far trees', part: 'other' },
    ];
    const figure = figureOf({ curves: some });
    expect(figure.runs).toHaveLength(3);
    expect(texts(await renderSvg(vegaLiteSpec(figure)))).toEqual(
      expect.arrayContaining(['near trees', 'far trees']),
    );
  });
});
