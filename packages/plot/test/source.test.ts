import { InputError } from '@ranksweep/core';
import { type FigureSpec } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { figureFromStore, isCurvePanel, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { CurvePanel, Figure } from '../src/index.ts';
import { figureSpec, storeWith } from './store.ts';
import { texts } from './support.ts';

/** The panels of curves, all of them in these tests. */
const curvePanels = (figure: Figure): CurvePanel[] => figure.panels.filter(isCurvePanel);

const norms = { component_norm_1: [0, 3], component_norm_2: [0, 2], component_norm_10: [0, 1] };

describe('figureFromStore', () => {
  it('draws the top curves of a ranked metric, by rank and seed', () => {
    const { store, sweepId } = storeWith([
      { std: 0.01, seed: 1, columns: norms },
      { std: 0.01, seed: 0, columns: norms },
    ]);
    const spec = figureSpec({ metric: 'component_norm', top: 2 });
    const panel = curvePanels(figureFromStore(store, sweepId, spec))[0]!;
    expect(panel.yTitle).toBe('component norm');
    expect(panel.curves.map(({ rank, seed }) => [rank, seed])).toEqual(
      expect.arrayContaining([
        [1, 0],
        [2, 0],
        [1, 1],
        [2, 1],
      ]),
    );
    expect(panel.curves).toHaveLength(4);
    expect(panel.curves.find(({ rank }) => rank === 2)).toMatchObject({
      iterations: Float64Array.of(0, 25),
      values: Float64Array.of(0, 2),
    });
  });

  it('takes the runs of the part whose configuration has the values asked for', () => {
    const { store, sweepId } = storeWith([
      { std: 0.05, columns: { train_loss: [5] } },
      { std: 0.01, columns: { train_loss: [1] } },
      { part: 'other', std: 0.01, columns: { train_loss: [9] } },
    ]);
    const spec = figureSpec(
      { metric: 'train_loss', where: { 'init.std': 0.01 } },
      { metric: 'train_loss', where: { 'task.dims': [4, 4, 4] } },
      { metric: 'train_loss', where: { 'init.nowhere.deeper': 1 } },
    );
    const drawn = curvePanels(figureFromStore(store, sweepId, spec)).map((panel) =>
      panel.curves.map((curve) => curve.values[0]),
    );
    expect(drawn).toEqual([[1], [5, 1], []]);
  });

  it('groups an unranked metric by an axis, in the order of the cells', () => {
    const { store, sweepId } = storeWith([
      { std: 0.05, columns: { reconstruction_error: [1, 0.1] } },
      { std: 0.005, columns: { reconstruction_error: [1, 0] } },
    ]);
    const spec = figureSpec({ metric: 'reconstruction_error', colorBy: 'init.std' });
    const panel = curvePanels(figureFromStore(store, sweepId, spec))[0]!;
    expect(panel).toMatchObject({ groupTitle: 'init std', yTitle: 'reconstruction error' });
    expect(panel.curves.map((curve) => curve.group)).toEqual(['0.05', '0.005']);
  });

  it('reads ranked metrics of a node, and draws their name', async () => {
    const { store, sweepId } = storeWith([
      {
        std: 0.01,
        columns: {
          'local_component_norm{1,2,3,4}_1': [0, 2],
          'local_component_norm{1,2,3,4}_2': [0, 1],
          'local_component_norm{1,2}_1': [0, 7],
        },
      },
    ]);
    const figure = figureFromStore(store, sweepId, figureSpec({ metric: 'local_component_norm{1,2,3,4}' }));
    expect(curvePanels(figure)[0]!.curves.map(({ rank, values }) => [rank, values[1]])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(await renderSvg(vegaLiteSpec(figure))).toContain('local component norm {1,2,3,4}');
  });

  it('keeps gaps, and panels without runs', async () => {
    const { store, sweepId } = storeWith([{ std: 0.01, columns: { train_loss: [1, NaN, Infinity, 2] } }]);
    const spec = figureSpec(
      { metric: 'train_loss' },
      { metric: 'component_norm' },
      { metric: 'train_loss', part: 'b' },
    );
    const figure = figureFromStore(store, sweepId, spec);
    expect(curvePanels(figure).map((panel) => panel.curves.length)).toEqual([1, 0, 0]);
    expect([...(curvePanels(figure)[0]!.curves[0]!.values as Float64Array)]).toEqual([1, NaN, Infinity, 2]);
    expect((await renderSvg(vegaLiteSpec(figure))).match(/>no data</g)).toHaveLength(2);
  });

  it('gives a figure without data for a sweep without runs', () => {
    const { store, sweepId } = storeWith([]);
    const figure = figureFromStore(store, sweepId, figureSpec({ metric: 'train_loss' }));
    expect(curvePanels(figure)[0]!.curves).toEqual([]);
  });

  it('has the theory of every run beside its curves', () => {
    const predicted = { component_norm_predicted_1: [0, 4], component_norm_predicted_2: [0, 2] };
    const { store, sweepId } = storeWith([{ std: 0.01, columns: { ...norms, ...predicted } }]);
    const spec = figureSpec({ metric: 'component_norm', theory: 'component_norm_predicted', top: 1 });
    const panel = curvePanels(figureFromStore(store, sweepId, spec))[0]!;
    expect(panel.curves.map(({ rank, values }) => [rank, values[1]])).toEqual([[1, 3]]);
    expect(panel.theory?.title).toBe('predicted');
    expect(panel.theory?.curves.map(({ rank, values }) => [rank, values[1]])).toEqual([[1, 4]]);
  });

  it('refuses a theory that a run has not recorded, unless the run has recorded nothing', () => {
    const { store, sweepId } = storeWith([
      { std: 0.01, columns: {} },
      { std: 0.05, columns: { ...norms, component_norm_predicted_1: [0, 1] } },
    ]);
    const panel = (theory: string): FigureSpec => figureSpec({ metric: 'component_norm', theory });
    expect(() => figureFromStore(store, sweepId, panel('component_norm_predicted'))).not.toThrow();
    expect(() => figureFromStore(store, sweepId, panel('component_norm_predictd'))).toThrow(
      "figure, panel 'A panel': expected the theory 'component_norm_predictd' among the metrics of run 2, found none" +
        '; did you mean component_norm_predicted?',
    );
  });

  it('takes a theory that runs would derive, were they asked for it, for none', () => {
    const { store, sweepId } = storeWith([{ std: 0.01, columns: norms }]);
    const panel = (theory: string): FigureSpec => figureSpec({ metric: 'component_norm', theory });
    const figure = figureFromStore(store, sweepId, panel('predicted_component_norm'));
    expect(curvePanels(figure)[0]!.theory).toBeUndefined();
    expect(figure.unrecorded).toEqual(['predicted component norm']);
    expect(() => figureFromStore(store, sweepId, panel('predicted_componen_norm'))).toThrow('found none');
  });

  it('leaves out what no run records, and says so', async () => {
    const { store, sweepId } = storeWith([{ std: 0.01, columns: { train_loss: [1, 0.5] }, events: [] }]);
    const final = (metric: string, theory?: string): object => ({
      part: 'main',
      x: 'init.std',
      value: { kind: 'final', metric },
      ...(theory === undefined ? {} : { theory }),
    });
    const figure = figureFromStore(
      store,
      sweepId,
      figureSpec(
        { metric: 'train_loss', theory: 'predicted_component_norm' },
        { metric: 'test_mse' },
        { kind: 'final', lines: [final('train_loss', 'test_accuracy'), final('test_loss')] },
        { kind: 'final', lines: [final('test_mse')] },
        { kind: 'heatmap', x: 'init.std', y: 'seed', value: { kind: 'final', metric: 'test_mse' } },
      ),
    );
    const refusal = 'no run records test mse';
    expect(figure.panels).toMatchObject([
      { curves: [{}] },
      { refusal },
      { lines: [{}] },
      { refusal },
      { refusal },
    ]);
    expect(figure.unrecorded).toEqual(['predicted component norm', 'test accuracy', 'test loss']);
    const svg = await renderSvg(vegaLiteSpec(figure));
    expect(texts(svg).filter((text) => text === refusal)).toHaveLength(3);
    expect(texts(svg).join(' ')).toContain(
      'Left out: predicted component norm, test accuracy, test loss, which no run records.',
    );
  });

  it('draws what some runs record without those that do not', () => {
    const { store, sweepId } = storeWith([
      { std: 0.01, columns: { train_loss: [1, 0.5], test_mse: [2, 1] }, events: [] },
      { std: 0.05, columns: { train_loss: [1, 0.5] }, events: [] },
    ]);
    const lines = [{ part: 'main', x: 'init.std', value: { kind: 'final', metric: 'test_mse' } }];
    const { panels, unrecorded } = figureFromStore(store, sweepId, figureSpec({ kind: 'final', lines }));
    expect(panels).toMatchObject([{ lines: [{ points: [{ x: 0.01, value: 1 }] }] }]);
    expect(unrecorded).toBeUndefined();
  });

  it('takes a theory that a run derives, but could not tell, for none', () => {
    const { store, sweepId } = storeWith([{ std: 0.01, columns: norms, theory: true }]);
    const panel = (theory: string): FigureSpec => figureSpec({ metric: 'component_norm', theory });
    const drawn = curvePanels(figureFromStore(store, sweepId, panel('predicted_component_norm')))[0]!;
    expect(drawn.curves).toHaveLength(3);
    expect(drawn.theory?.curves).toEqual([]);
    expect(() => figureFromStore(store, sweepId, panel('predictd_component_norm'))).toThrow(InputError);
  });

  it('hands on how seeds and axes are drawn', () => {
    const { store, sweepId } = storeWith([{ std: 0.01, columns: norms }]);
    const look = { seeds: 'band', xScale: 'log', yScale: 'log' };
    const spec = figureSpec({ metric: 'component_norm', ...look });
    expect(figureFromStore(store, sweepId, spec).panels[0]).toMatchObject(look);
  });
});
