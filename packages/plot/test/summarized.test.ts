/** Runs that are drawn as one: over axes and seeds, around their median or their mean. */
import type { RunConfig } from '@ranksweep/core';
import { registerKind, type RunKind } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { counting } from '../../kinds/test/countingKind.ts';
import {
  captionOf,
  figureFromStore,
  figureOfRuns,
  isCurvePanel,
  isFinalPanel,
  isHeatmap,
  renderSvg,
  vegaLiteSpec,
} from '../src/index.ts';
import type { CurvePanel, Figure, FinalPanel } from '../src/index.ts';
import { bandsOf } from '../src/drawn/band.ts';
import { extentsOf } from '../src/drawn/extent.ts';
import { storeOfImageRuns, type ImageRun } from './imageRuns.ts';
import { figureSpec } from './store.ts';
import { texts } from './support.ts';

const figureOf = (runs: readonly ImageRun[], panel: object): Figure => {
  const { store, sweepId } = storeOfImageRuns(runs);
  return figureFromStore(store, sweepId, figureSpec(panel));
};
const finalOf = (runs: readonly ImageRun[], panel: object): FinalPanel =>
  figureOf(runs, { kind: 'final', seeds: 'deviation', lines: [line()], ...panel }).panels.find(isFinalPanel)!;
const curvesOf = (runs: readonly ImageRun[], panel: object): CurvePanel =>
  figureOf(runs, { metric: 'test_mse', ...panel }).panels.find(isCurvePanel)!;

const line = (more: object = {}, metric = 'test_mse'): object => ({
  part: 'main',
  x: 'model.components',
  value: { kind: 'final', metric, factor: 0.25 },
  ...more,
});

/** A run for each label that ends with this error, after a value of 8. */
const ofLabels = (errors: readonly number[], more: Partial<ImageRun> = {}): ImageRun[] =>
  errors.map((error, label) => ({ label, columns: { test_mse: [8, error] }, ...more }));

describe('final values', () => {
  it('have their mean, and one population standard deviation to either side', () => {
    const panel = finalOf([...ofLabels([4, 8, 24]), ...ofLabels([4], { components: 2 })], {
      over: ['task.label'],
    });
    const deviation = Math.sqrt((2 ** 2 + 1 ** 2 + 3 ** 2) / 3);
    expect(panel).toMatchObject({ yTitle: 'final test mse / 4', over: ['task label'] });
    expect(panel.lines).toEqual([
      {
        points: [
          {
            x: 1,
            value: 3,
            low: expect.closeTo(3 - deviation, 12),
            high: expect.closeTo(3 + deviation, 12),
            runs: 3,
          },
          { x: 2, value: 1, low: 1, high: 1, runs: 1 },
        ],
        theory: [],
      },
    ]);
  });

  it('add the errors of values as variances', () => {
    const runs = [1, 3].map((slope, label) => ({ label, columns: { slope: [slope], slope_error: [4] } }));
    const lines = [line({ value: { kind: 'final', metric: 'slope', factor: 0.5 }, error: 'slope_error' })];
    const [point] = finalOf(runs, { lines, over: ['task.label'] }).lines[0]!.points;
    const reach = Math.sqrt(0.5 ** 2 + 2 ** 2);
    expect(point).toMatchObject({
      value: 1,
      low: expect.closeTo(1 - reach, 12),
      high: expect.closeTo(1 + reach, 12),
    });
  });

  it.each([
    ['that diverged', { status: 'diverged' } as const, 1e30],
    ['without a finite value', {}, Infinity],
  ])('leave out runs %s, and say so', async (_, more, error) => {
    const runs = [...ofLabels([4, 8]), { label: 2, columns: { test_mse: [8, error] }, ...more }];
    const panel = { kind: 'final', seeds: 'deviation', lines: [line()], over: ['task.label'] };
    const figure = figureOf(runs, panel);
    const [point] = (figure.panels[0] as FinalPanel).lines[0]!.points;
    expect(point).toMatchObject({ value: 1.5, low: 1, high: 2, runs: 2, lost: 1 });
    expect(captionOf(figure)).toContain('the means leave them out');
    expect(texts(await renderSvg(vegaLiteSpec(figure))).filter((text) => text === '×')).toHaveLength(1);
  });

  it('are lost where no run has one', () => {
    const [point] = finalOf(ofLabels([Infinity, Infinity]), { over: ['task.label'] }).lines[0]!.points;
    expect(point).toMatchObject({ value: Infinity, runs: 2 });
  });

  it('over an axis have medians, too', () => {
    const [point] = finalOf(ofLabels([4, 8, 24]), { seeds: 'range', over: ['task.label'] }).lines[0]!.points;
    expect(point).toEqual({ x: 1, value: 2, low: 1, high: 6, runs: 3 });
  });

  it('are told of in the caption: over what, and over how many runs', () => {
    const runs = [0, 1].flatMap((seed) => ofLabels([4, 8, 24], { seed }));
    const panel = { kind: 'final', lines: [line()], seeds: 'deviation' };
    expect(captionOf(figureOf(runs, { ...panel, over: ['task.label'] }))).toContain(
      'Points: mean over 6 runs, which differ in task label and seed; bars: one population standard deviation to either side.',
    );
    const more = [...runs, ...ofLabels([4], { components: 2 })];
    const quartiles = { ...panel, seeds: 'quartiles', over: ['task.label'] };
    expect(captionOf(figureOf(more, quartiles))).toContain(
      'Points: median over 1 to 6 runs, which differ in task label and seed; bars: middle half of them.',
    );
    const ofSeeds = [0, 1].flatMap((seed) => ofLabels([4], { seed }));
    expect(captionOf(figureOf(ofSeeds, panel))).toContain('mean over 2 runs, which differ in seed;');
  });
});

describe('lines of final values', () => {
  const kinds = ['none', 'images', 'labels'] as const;
  const runs = kinds.flatMap((randomize) =>
    [1, 2].map((components) => ({ randomize, components, columns: { train_mse: [8, 1], test_mse: [8, 4] } })),
  );
  const lines = ['train', 'test'].map((dash) => line({ dash, colorBy: 'task.randomize' }, `${dash}_mse`));

  it('have a colour for every kind of data, and a dash for every metric', () => {
    const panel = finalOf(runs, { lines });
    expect(panel.lines.map(({ group, variant }) => `${variant} ${group}`)).toEqual([
      ...kinds.map((kind) => `train ${kind}`),
      ...kinds.map((kind) => `test ${kind}`),
    ]);
    expect(panel.groupTitle).toBe('task randomize');
    expect(panel.variantTitle).toBeUndefined();
    expect(panel.yTitle).toBe('final train mse / 4, final test mse / 4');
  });

  it('are called as the figure says', () => {
    const { store, sweepId } = storeOfImageRuns(runs);
    const names = {
      'task.randomize': { title: 'data', values: { none: 'original', images: 'random images' } },
      'model.components': { title: 'R' },
    };
    const byKind = { lines: [line({ x: 'task.randomize' })] };
    const spec = { ...figureSpec({ kind: 'final', lines }, { kind: 'final', ...byKind }), names };
    const [panel, along] = figureFromStore(store, sweepId, spec).panels.filter(isFinalPanel);
    expect(panel).toMatchObject({ groupTitle: 'data', xTitle: 'R' });
    expect(panel!.lines.slice(0, 3).map(({ group }) => group)).toEqual([
      'original',
      'random images',
      'labels',
    ]);
    expect(along).toMatchObject({ xTitle: 'data', xLabels: ['original', 'random images', 'labels'] });
    const map = {
      kind: 'heatmap',
      x: 'task.randomize',
      y: 'model.components',
      value: { kind: 'final', metric: 'test_mse', factor: 10 },
    };
    const heat = figureFromStore(store, sweepId, { ...figureSpec(map), names }).panels.find(isHeatmap);
    expect(heat).toMatchObject({
      xTitle: 'data',
      yTitle: 'R',
      xLabels: ['original', 'random images', 'labels'],
      valueTitle: 'final test mse × 10',
    });
    expect(heat!.cells[0]).toEqual({ x: 'original', y: '1', value: 40 });
    const alike = { 'task.randomize': { values: { none: 'same', images: 'same' } } };
    const [told] = figureFromStore(store, sweepId, { ...spec, names: alike }).panels.filter(isFinalPanel);
    expect(told!.lines.slice(0, 3).map(({ group }) => group)).toEqual(kinds);
  });

  it('are refused where their dashes would look alike', () => {
    const many = Array.from({ length: 7 }, (_, i) => line({ dash: `dash ${i}`, colorBy: 'task.randomize' }));
    expect(finalOf(runs, { lines: many }).refusal).toContain('7 kinds of dashes');
    expect(finalOf(runs, { lines: many.slice(1) }).refusal).toBeUndefined();
  });
});

describe('curves', () => {
  it('have their mean, and one population standard deviation to either side', () => {
    const panel = curvesOf(ofLabels([0, 0, 0, 16]), {
      seeds: 'deviation',
      over: ['task.label'],
      factor: 0.25,
    });
    expect(panel).toMatchObject({ yTitle: 'test mse / 4', over: ['task label'] });
    const [band] = bandsOf(panel.curves, 'deviation');
    expect(band).toMatchObject({
      middle: [2, 1],
      low: [2, expect.closeTo(1 - Math.sqrt(3), 12)],
      runs: 4,
      lost: 0,
    });
    // It lies below all of its curves.
    expect(extentsOf([panel]).get(panel)).toMatchObject({
      low: expect.closeTo(1 - Math.sqrt(3), 12),
      cut: false,
    });
  });

  it('have their median and their middle half, and axes that these fill', () => {
    const panel = curvesOf(ofLabels([0, 4, 8, 12, 1000]), { seeds: 'quartiles', over: ['task.label'] });
    expect(bandsOf(panel.curves, 'quartiles')[0]).toMatchObject({
      low: [8, 4],
      middle: [8, 8],
      high: [8, 12],
    });
    expect(extentsOf([panel]).get(panel)).toMatchObject({ high: 12, cut: false });
  });

  it('have a band over an axis where nothing else is said', () => {
    expect(curvesOf(ofLabels([4, 8]), { over: ['task.label'] }).seeds).toBe('band');
    expect(curvesOf(ofLabels([4, 8]), {}).seeds).toBeUndefined();
  });

  it('leave out of their mean what diverged, where there are others', () => {
    const runs = [...ofLabels([4, 8]), ...ofLabels([0, 0, 1e30], { status: 'diverged' }).slice(2)];
    const figure = figureOf(runs, { metric: 'test_mse', seeds: 'deviation', over: ['task.label'] });
    const { curves } = figure.panels.find(isCurvePanel)!;
    expect(bandsOf(curves, 'deviation')[0]).toMatchObject({ middle: [8, 6], runs: 2, lost: 1 });
    expect(bandsOf(curves.slice(2), 'deviation')[0]).toMatchObject({ middle: [8, 1e30], runs: 1, lost: 0 });
    expect(captionOf(figure)).toContain(
      'Bands: one population standard deviation to either side of the mean over 2 runs, which differ in task label; a run ' +
        'that has ended keeps its last value. The means leave out runs that diverged.',
    );
  });

  it('with medians tell over what, too', () => {
    const figure = figureOf(ofLabels([4, 8]), { metric: 'test_mse', over: ['task.label'] });
    expect(captionOf(figure)).toContain(
      'Bands: smallest to largest over 2 runs, which differ in task label, with their median;',
    );
  });
});

describe('an axis of epochs', () => {
  it('counts passes over the training samples, of every run by itself', () => {
    const runs = [5, 20, undefined].map((perEpoch, label) => ({
      label,
      ...(perEpoch === undefined ? {} : { perEpoch }),
      columns: { test_mse: [8, 4, 2] },
    }));
    const panel = curvesOf(runs, { xUnit: 'epochs', colorBy: 'task.label' });
    expect(panel.xUnit).toBe('epochs');
    expect(panel.curves.map(({ iterations }) => [...(iterations as Float64Array)])).toEqual([
      [0, 2, 4],
      [0, 0.5, 1],
      [0, 10, 20],
    ]);
    expect(curvesOf(runs, { colorBy: 'task.label' }).curves[0]!.iterations[2]).toBe(20);
  });

  it('is refused to runs of a kind that knows no epochs', () => {
    registerKind(counting as unknown as RunKind);
    const { store } = storeOfImageRuns([]);
    const config = { model: { kind: 'counting', to: 3 } } as unknown as RunConfig;
    const spec = figureSpec({ metric: 'count', xUnit: 'epochs' });
    const { panels } = figureOfRuns(store, [{ runId: 1, part: 'main', seed: 0, config }], spec);
    expect(panels[0]).toMatchObject({ curves: [], refusal: expect.stringContaining('the kind counting') });
  });

  it('is titled by its unit, and has fractions for ticks where there are no two epochs', async () => {
    const drawn = async (perEpoch: number): Promise<string[]> =>
      texts(
        await renderSvg(
          vegaLiteSpec(figureOf(ofLabels([4], { perEpoch }), { metric: 'test_mse', xUnit: 'epochs' })),
        ),
      );
    expect(await drawn(10)).toEqual(expect.arrayContaining(['epoch', '0.2', '0.8']));
    expect(await drawn(2)).toEqual(expect.arrayContaining(['epoch', '0', '5']));
  });

  it('ends for itself: panels of the same runs in iterations have another', () => {
    const { store, sweepId } = storeOfImageRuns(ofLabels([4], { perEpoch: 5 }));
    const of = (xUnit: string): object => ({ metric: 'test_mse', xUnit });
    const panels = figureFromStore(store, sweepId, figureSpec(of('epochs'), of('iterations'))).panels;
    const ends = [...extentsOf(panels.filter(isCurvePanel)).values()].map(
      ({ lastIteration }) => lastIteration,
    );
    expect(ends).toEqual([2, 10]);
  });
});
