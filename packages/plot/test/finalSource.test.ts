import { describe, expect, it } from 'vitest';
import { figureFromStore, isFinalPanel, type FinalPanel } from '../src/index.ts';
import { figureSpec, storeWith, type Recorded } from './store.ts';

const ERROR = { kind: 'final', metric: 'reconstruction_error' };
const line = { part: 'main', x: 'init.std', value: ERROR };

/** A run that has ended with this error. */
const ended = (std: number, error: number, more: Partial<Recorded> = {}): Recorded => ({
  std,
  columns: { reconstruction_error: [1, error] },
  events: [],
  ...more,
});

const seeds = (std: number, errors: readonly number[], more: Partial<Recorded> = {}): Recorded[] =>
  errors.map((error, seed) => ended(std, error, { ...more, seed }));

function panelOf(runs: readonly Recorded[], panel: object): FinalPanel {
  const { store, sweepId } = storeWith(runs);
  const spec = figureSpec({ kind: 'final', lines: [line], ...panel });
  return figureFromStore(store, sweepId, spec).panels.find(isFinalPanel)!;
}

describe('a panel of final values', () => {
  it('has the median of the runs at a place, with a bar over all of them', () => {
    const panel = panelOf([...seeds(0.1, [3, 1, 9]), ...seeds(0.01, [5])], {});
    expect(panel).toMatchObject({
      xTitle: 'init std',
      yTitle: 'final reconstruction error',
      seeds: 'range',
    });
    expect(panel.lines).toEqual([
      {
        points: [
          { x: 0.01, value: 5, low: 5, high: 5, runs: 1 },
          { x: 0.1, value: 3, low: 1, high: 9, runs: 3 },
        ],
        theory: [],
      },
    ]);
  });

  it('has bars over the middle half', () => {
    const panel = panelOf(seeds(0.1, [0, 4, 8, 12, 100]), { seeds: 'quartiles' });
    expect(panel.lines[0]!.points).toEqual([{ x: 0.1, value: 8, low: 4, high: 12, runs: 5 }]);
  });

  it('has a point for every run', () => {
    const panel = panelOf(seeds(0.1, [3, 1]), { seeds: 'points' });
    expect(panel.lines[0]!.points.map(({ x, value, low, high }) => [x, value, low, high])).toEqual([
      [0.1, 3, 3, 3],
      [0.1, 1, 1, 1],
    ]);
  });

  const measured = (value: number, error: number, seed = 0): Recorded => ({
    std: 0.1,
    seed,
    columns: { slope: [value], slope_error: [error], slope_theory: [2] },
    events: [],
  });
  const slope = {
    part: 'main',
    x: 3,
    value: { kind: 'final', metric: 'slope' },
    error: 'slope_error',
    theory: 'slope_theory',
  };

  it('has bars that reach as far as the errors of its runs, and what theory says, at a place of its own', () => {
    const panel = panelOf([measured(2, 0.5, 0), measured(3, 1, 1), measured(2.5, 0.1, 2)], {
      lines: [slope],
    });
    expect(panel).toMatchObject({ hasErrors: true, xTitle: '' });
    expect(panel.lines).toEqual([
      { points: [{ x: 3, value: 2.5, low: 1.5, high: 4, runs: 3 }], theory: [{ x: 3, value: 2 }] },
    ]);
  });

  it('leaves out what has too large an error, and counts it', () => {
    const runs = [measured(2, 0.5, 0), measured(3, 1, 1)];
    const panel = panelOf(runs, { lines: [slope], seeds: 'points', mostError: 0.5 });
    expect(panel.lines[0]!.points.map(({ value }) => value)).toEqual([2]);
    expect(panel.leftOut).toEqual({ values: 1, of: 2, mostError: 0.5 });
    expect(panelOf(runs, { lines: [slope], mostError: 1 }).leftOut).toBeUndefined();
  });

  it('has deviations from theory', () => {
    const panel = panelOf([measured(2.25, 0.5)], { lines: [slope], show: 'deviations' });
    expect(panel.lines).toEqual([
      { points: [{ x: 3, value: 0.25, low: -0.25, high: 0.75, runs: 1 }], theory: [{ x: 3, value: 0 }] },
    ]);
  });

  it('has a line for every label and every value of `colorBy`', () => {
    const runs = [0.1, 0.01].flatMap((std) => [
      ended(std, 1, { observed: 20 }),
      ended(std, 2, { observed: 40 }),
    ]);
    const panel = panelOf(runs, { lines: [{ ...line, label: 'CP', colorBy: 'task.observed' }] });
    expect(panel.groupTitle).toBe('task observed');
    expect(panel.lines.map(({ group, points }) => [group, points.map(({ value }) => value)])).toEqual([
      ['CP, 20', [1, 1]],
      ['CP, 40', [2, 2]],
    ]);
  });

  it('colours an axis that nothing names, so that no median goes over cells', () => {
    const panel = panelOf([ended(0.1, 1, { observed: 20 }), ended(0.1, 2, { observed: 40 })], {});
    expect(panel.groupTitle).toBe('task observed');
    expect(panel.lines.map(({ group }) => group)).toEqual(['20', '40']);
    const labelled = panelOf([ended(0.1, 1, { observed: 20 }), ended(0.1, 2, { observed: 40 })], {
      lines: [{ ...line, label: 'CP' }],
    });
    expect(labelled.variantTitle).toBe('task observed');
    expect(labelled.lines.map(({ group, variant }) => [group, variant])).toEqual([
      ['CP', '20'],
      ['CP', '40'],
    ]);
  });

  it('is refused where more settings look alike than there are dashes', () => {
    const runs = Array.from({ length: 7 }, (_, i) => ended(0.1, 1, { observed: 20 + i }));
    expect(panelOf(runs, { lines: [{ ...line, label: 'CP' }] }).refusal).toBe(
      '7 settings of task.observed would look alike: choose by where or colorBy',
    );
    expect(panelOf(runs, {}).refusal).toBeUndefined();
  });

  it('has steps of equal width along values that are no numbers', () => {
    const panel = panelOf([ended(0.1, 1), ended(0.1, 2, { seed: 1 })], {
      lines: [{ ...line, x: 'task.dims' }],
      xScale: 'log',
    });
    expect(panel).toMatchObject({ xLabels: ['[4,4,4]'], lines: [{ points: [{ x: 0, value: 1.5 }] }] });
    expect(panel.xScale).toBeUndefined();
  });

  it('leaves out runs that have not ended, and keeps what has no finite value', () => {
    const { events: _, ...running } = ended(0.01, 1);
    const panel = panelOf([running, ...seeds(0.1, [NaN, NaN, 2])], {});
    expect(panel.lines[0]!.points).toEqual([{ x: 0.1, value: Infinity, low: 2, high: Infinity, runs: 3 }]);
  });

  it('shows the iteration of an event, and that there was none', () => {
    const rise = { kind: 'rise' as const, subject: 'component_norm_1', iteration: 50, value: 1 };
    const panel = panelOf([ended(0.1, 1, { events: [rise] }), ended(0.01, 1)], {
      lines: [{ ...line, value: { kind: 'event', event: 'rise' } }],
    });
    expect(panel.yTitle).toBe('iteration of the first rise');
    expect(panel.lines[0]!.points.map(({ x, value }) => [x, value])).toEqual([
      [0.01, Infinity],
      [0.1, 50],
    ]);
  });

  it('names a metric that no run has', () => {
    expect(() =>
      panelOf([ended(0.1, 1)], {
        lines: [{ ...line, value: { kind: 'final', metric: 'reconstruction_eror' } }],
      }),
    ).toThrow(
      "figure, panel 'A panel': expected the metric 'reconstruction_eror' among those of run 1, found none; did you mean reconstruction_error?",
    );
  });
});
