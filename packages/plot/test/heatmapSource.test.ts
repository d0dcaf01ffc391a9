import type { TrajectoryEvent } from '@ranksweep/core';
import type { FigureSpec } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { figureFromStore, isHeatmap, renderPng, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { HeatmapPanel } from '../src/index.ts';
import { axisLabels } from '../src/words.ts';
import { figureSpec, storeWith, type Recorded } from './store.ts';

const heatmap = (value: object, rest: object = {}): FigureSpec =>
  figureSpec({ kind: 'heatmap', x: 'init.std', y: 'task.observed', value, ...rest });
const finalError = { kind: 'final', metric: 'reconstruction_error' };

/** A run that has ended with this error. */
const ended = (std: number, observed: number, seed: number, error: number): Recorded => ({
  std,
  observed,
  seed,
  columns: { reconstruction_error: [1, error] },
  events: [],
});

function panelOf(runs: readonly Recorded[], spec: FigureSpec): HeatmapPanel {
  const { store, sweepId } = storeWith(runs);
  return figureFromStore(store, sweepId, spec).panels.filter(isHeatmap)[0]!;
}

describe('a heat map', () => {
  it('has the median over the seeds of every cell, and its axes in ascending order', () => {
    const runs = [
      ended(0.05, 20, 0, 0.3),
      ended(0.05, 20, 1, 0.1),
      ended(0.05, 20, 2, 0.9),
      ended(0.01, 20, 0, 0.2),
      ended(0.01, 20, 1, 0.4),
      ended(0.01, 10, 0, 0.7),
    ];
    expect(panelOf(runs, heatmap(finalError, { scale: 'log' }))).toMatchObject({
      xTitle: 'init std',
      yTitle: 'task observed',
      valueTitle: 'final reconstruction error, median over seeds',
      scale: 'log',
      xLabels: ['0.01', '0.05'],
      yLabels: ['10', '20'],
      cells: [
        { x: '0.05', y: '20', value: 0.3 },
        { x: '0.01', y: '20', value: expect.closeTo(0.3) },
        { x: '0.01', y: '10', value: 0.7 },
      ],
    });
  });

  it('leaves out runs that go on, and counts what is not finite as larger than anything', () => {
    const { events: _, ...running } = ended(0.05, 20, 0, 0.3);
    const runs = [
      running,
      ended(0.05, 20, 1, 0.5),
      { ...running, std: 0.01 },
      ended(0.02, 20, 0, NaN),
      ended(0.02, 20, 1, 0.1),
      ended(0.02, 20, 2, 0.2),
      ended(0.03, 20, 0, -Infinity),
    ];
    const { xLabels, cells } = panelOf(runs, heatmap(finalError));
    expect(xLabels).toEqual(['0.01', '0.02', '0.03', '0.05']);
    expect(cells.map(({ x, value }) => [x, value])).toEqual([
      ['0.05', 0.5],
      ['0.02', 0.2],
      ['0.03', Infinity],
    ]);
  });

  it('counts the ranked values above 5 % of the largest', () => {
    const norms = (values: readonly number[]): Recorded['columns'] =>
      Object.fromEntries(values.map((value, k) => [`component_norm_${k + 1}`, [9, value]]));
    const runs: Recorded[] = [
      { std: 0.01, columns: { ...norms([10, 4, 0.51, 0.49, 0]), component_norm_sum_1: [1, 9] }, events: [] },
      { std: 0.02, columns: norms([NaN, 1]), events: [] },
    ];
    const panel = panelOf(runs, heatmap({ kind: 'count', metric: 'component_norm' }));
    expect(panel.cells.map((cell) => cell.value)).toEqual([3, Infinity]);
    expect(panel.valueTitle).toBe('component norms above 5 % of the largest');
  });

  it('has the iteration of the first event of its kind and subject', () => {
    const rise = (iteration: number, subject: string): TrajectoryEvent => ({
      iteration,
      kind: 'rise',
      subject,
      value: 1,
    });
    const events = [rise(25, 'component_norm_2'), rise(50, 'component_norm_1'), rise(75, 'component_norm_1')];
    const runs: Recorded[] = [
      { std: 0.01, columns: { train_loss: [1] }, events },
      { std: 0.02, columns: { train_loss: [1] }, events: [] },
    ];
    const first = panelOf(runs, heatmap({ kind: 'event', event: 'rise' }));
    expect(first.cells.map((cell) => cell.value)).toEqual([25, Infinity]);
    expect(first.valueTitle).toBe('iteration of the first rise');
    const converged = heatmap({ kind: 'event', event: 'converged' });
    expect(panelOf(runs, converged).valueTitle).toBe('iteration of convergence');
    const ofFirst = heatmap({ kind: 'event', event: 'rise', subject: 'component_norm_1' });
    expect(panelOf(runs, ofFirst).cells[0]!.value).toBe(50);
    expect(panelOf(runs, ofFirst).valueTitle).toBe('iteration of the first rise of component norm 1');
  });

  it('takes the titles given, and says when more than the seeds differ in a cell', () => {
    const titles = { xTitle: 'scale', yTitle: 'n', valueTitle: 'error (1)' };
    const other: Recorded = { ...ended(0.05, 20, 0, 0.9), part: 'main' };
    const overSeeds = panelOf([ended(0.05, 20, 0, 1), ended(0.05, 20, 1, 1)], heatmap(finalError, titles));
    expect(overSeeds).toMatchObject({ ...titles, valueTitle: 'error (1), median over seeds' });
    const byTarget = heatmap(finalError, { ...titles, y: 'task.target.rank' });
    expect(panelOf([other, ended(0.05, 10, 0, 1)], byTarget).valueTitle).toBe(
      'error (1), median over all runs of a cell',
    );
  });

  it.each([
    [
      { kind: 'final', metric: 'reconstruction_eror' },
      "the metric 'reconstruction_eror'",
      'reconstruction_error',
    ],
    [{ kind: 'count', metric: 'component_nrm' }, "the ranked metric 'component_nrm'", 'component_norm'],
  ])('refuses a metric that no run has: %j', (value, what, suggestion) => {
    const columns = { reconstruction_error: [1], component_norm_1: [1] };
    expect(() => panelOf([{ std: 0.01, columns, events: [] }], heatmap(value))).toThrow(
      `figure, panel 'A panel': expected ${what} among those of run 1, found none; did you mean ${suggestion}?`,
    );
  });

  it('is drawn from a store', async () => {
    const runs = [0.01, 0.02].flatMap((std) => [10, 20].map((n) => ended(std, n, 0, std * n)));
    const { store, sweepId } = storeWith(runs);
    const svg = await renderSvg(vegaLiteSpec(figureFromStore(store, sweepId, heatmap(finalError))));
    expect(svg.match(/aria-label="x: [^"]*; y: [^"]*; value: [^"]*"/g)).toHaveLength(4);
    expect(renderPng(svg).length).toBeGreaterThan(5000);
  });
});

describe('axisLabels', () => {
  it('rounds long fractions as far as they stay apart, and nothing else', () => {
    expect(axisLabels([0.0031622776601683794, 0.01, 1024, 0.12345])).toEqual([
      '0.0032',
      '0.01',
      '1024',
      '0.12',
    ]);
    expect(axisLabels([0.31622776, 0.31722776])).toEqual(['0.316', '0.317']);
    expect(axisLabels(['sgd', [4, 4], true])).toEqual(['sgd', '[4,4]', 'true']);
    expect(axisLabels([1e-7, 2e21])).toEqual(['10⁻⁷', '2·10²¹']);
  });
});
