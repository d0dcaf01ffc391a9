import type { Store } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/cellWidth.ts';
import { noFocus, type Focus } from '../../src/focus.ts';
import type { View } from '../../src/view.ts';
import { compareView } from '../../src/views/compare/compareView.ts';
import { differences } from '../../src/views/compare/differences.ts';
import { medianSeries } from '../../src/views/compare/medianSeries.ts';
import { addSweep, claim, contextOf, finish, screenOf, temporaryStore } from '../support/stores.ts';

function open(mark: (focus: Focus, store: Store) => void): { view: View; store: Store; focus: Focus } {
  const store = temporaryStore();
  const { runIds } = addSweep(store, 'a', [0.1, 0.02], 3);
  for (const runId of runIds.slice(0, 5)) finish(store, runId, runId === 2 ? 'failed' : 'done');
  const focus = noFocus();
  mark(focus, store);
  const view = compareView(contextOf(store), focus);
  view.refresh();
  return { view, store, focus };
}

const legend = (view: View, width = 100): string[] =>
  screenOf(view, width, 40)
    .split('\n')
    .filter((line) => line.includes('━━'));

describe('what is marked', () => {
  it('is one curve a run, with what tells the runs apart', () => {
    const { view } = open(({ marks }) => [1, 2, 4].forEach((runId) => marks.toggle('runs', runId)));
    expect(legend(view)).toEqual([
      '> 1 ━━ run:1 tf  init.std=0.1 seed=0',
      '  2 ━━ run:2 tf  init.std=0.1 seed=1  ✗ failed',
      '  3 ━━ run:4 tf  init.std=0.02 seed=0',
    ]);
    expect(screenOf(view, 100, 24)).toMatch(/reconstruction_error {2}log\n/);
  });

  it('is drawn above the others where it is selected, in the colour of its line', () => {
    const { view } = open(({ marks }, store) => {
      for (const runId of addSweep(store, 'alike', [0.7], 2).runIds) {
        const { attempt } = store.claimRun(runId, claim)!;
        store.appendChunk(runId, attempt, {
          metrics: ['train_loss'],
          iterations: Float64Array.of(0, 1000),
          values: Float64Array.of(4, 2),
        });
        marks.toggle('runs', runId);
      }
    });
    const lines = () => view.draw({ width: 100, height: 24 });
    const lineColors = lines().flatMap((line) =>
      line.filter(({ text }) => text.includes('━━')).map(({ color }) => color),
    );
    const curveColors = (): Set<unknown> =>
      new Set(
        lines()
          .flat()
          .filter(({ text }) => /[⠁-⣿]/.test(text))
          .map(({ color }) => color),
      );
    expect(new Set(lineColors).size).toBe(2);
    expect([...curveColors()]).toEqual([lineColors[0]]);
    view.press('down');
    expect([...curveColors()]).toEqual([lineColors[1]]);
  });

  it('of a sweep is the median over the seeds of each cell', () => {
    const { view } = open(({ marks }) => marks.toggle('sweeps', 1));
    expect(legend(view)).toEqual([
      '> 1 ━━ sweep:1 a tf  init.std=0.1  median of 3 runs  1 ✗ failed',
      '  2 ━━ sweep:1 a tf  init.std=0.02  median of 3 runs  1 · pending',
    ]);
    const text = screenOf(view, 100, 24);
    expect(text).not.toContain('dotted: seeds');
    view.press('s');
    expect(screenOf(view, 100, 24)).toContain('dotted: seeds');
    expect(view.press('enter')).toMatchObject({ kind: 'open', tab: 1 });
  });

  it('of a cell with many seeds is the median of some', () => {
    const { view } = open((focus, store) => {
      focus.marks.toggle('sweeps', addSweep(store, 'many', [1], 40).sweepId);
    });
    expect(legend(view)).toEqual(['> 1 ━━ sweep:2 many tf  median of 25 of 40 runs  25 · pending']);
  });

  it('is compared by one metric after the other', () => {
    const { view } = open(({ marks }) => marks.toggle('runs', 1));
    const title = (): string => screenOf(view, 100, 20).split('\n')[1]!;
    expect(title()).toBe('reconstruction_error  log');
    view.press('right');
    expect(title()).toBe('train_loss  log');
    view.press('y');
    expect(title()).toBe('train_loss');
    const prompt = view.press('/');
    if (prompt?.kind === 'prompt') void prompt.accept('rec');
    expect(title()).toBe('reconstruction_error  log');
  });

  it('is seen while it goes on', () => {
    const { view, store } = open(({ marks }) => marks.toggle('runs', 6));
    expect(screenOf(view, 60, 12)).toContain('Nothing has been recorded yet.');
    const { attempt } = store.claimRun(6, claim)!;
    const append = (iteration: number): void =>
      store.appendChunk(6, attempt, {
        metrics: ['train_loss'],
        iterations: Float64Array.of(iteration),
        values: Float64Array.of(1),
      });
    append(0);
    append(50);
    view.refresh();
    expect(screenOf(view, 60, 20)).toMatch(/train_loss[^]* 50$/m);
    append(300);
    view.refresh();
    expect(screenOf(view, 60, 20)).toMatch(/train_loss[^]* 300$/m);
    expect(legend(view)[0]).toContain('▶ running');
  });

  it('is unmarked one by one, and stays within what is there', () => {
    const { view, focus } = open(({ marks }) => [1, 4, 99].forEach((runId) => marks.toggle('runs', runId)));
    expect(legend(view)).toHaveLength(2);
    view.press('down');
    view.press(' ');
    expect([...focus.marks.runs]).toEqual([1, 99]);
    expect(legend(view)).toEqual(['> 1 ━━ run:1 tf']);
    view.press(' ');
    expect(screenOf(view, 80, 4)).toContain('not in the database any more');
  });

  it('tells how many more there are than can be told apart', () => {
    const { view } = open((focus, store) => {
      const { sweepId } = addSweep(
        store,
        'many',
        Array.from({ length: 30 }, (_, i) => i + 1),
        1,
      );
      focus.marks.toggle('sweeps', sweepId);
    });
    expect(screenOf(view, 100, 40)).toContain('10 more are marked and not shown.');
    view.press('end');
    expect(screenOf(view, 100, 40)).toContain('>20 ━━');
  });

  it('fits any screen', () => {
    const { view } = open(({ marks }) => {
      marks.toggle('sweeps', 1);
      marks.toggle('runs', 2);
    });
    for (const width of [0, 1, 8, 40, 80, 200]) {
      for (const height of [0, 1, 2, 5, 24, 60]) {
        const lines = view.draw({ width, height });
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(textWidth(line.map(({ text }) => text).join(''))).toBe(width);
      }
    }
  });
});

describe('differences', () => {
  it('are what was varied first, then the rest, and how long runs go on last', () => {
    const leaves = (values: Record<string, unknown>): Map<string, unknown> => new Map(Object.entries(values));
    expect(
      differences(
        [
          leaves({
            'stop.maxIterations': 1,
            'task.dims': [2, 2],
            seed: 0,
            'init.std': 0.1,
            'loss.kind': 'mse',
          }),
          leaves({
            'stop.maxIterations': 2,
            'task.dims': [3, 3],
            seed: 1,
            'init.std': 0.2,
            'loss.kind': 'mse',
          }),
          leaves({ 'stop.maxIterations': 2, 'task.dims': [3, 3], seed: 1, 'loss.kind': 'mse' }),
        ],
        ['init.std'],
      ),
    ).toEqual([
      'init.std=0.1 seed=0 task.dims=[2,2] stop.maxIterations=1',
      'init.std=0.2 seed=1 task.dims=[3,3] stop.maxIterations=2',
      'seed=1 task.dims=[3,3] stop.maxIterations=2',
    ]);
    expect(differences([leaves({ seed: 0 })], [])).toEqual(['']);
  });
});

describe('the median of seeds', () => {
  const seed = (iterations: number[], values: number[]) => ({
    iterations: Float64Array.from(iterations),
    values: Float64Array.from(values),
  });

  it('interpolates between snapshots, keeps the last value, and skips what is not finite', () => {
    const { points } = medianSeries([
      seed([0, 10], [0, 10]),
      seed([0, 5, 20], [2, 4, 7]),
      seed([0, 10], [1, NaN]),
    ]);
    expect([...points.iterations]).toEqual([0, 5, 10, 20]);
    expect([...points.values]).toEqual([1, 4.5, 7.5, 8.5]);
  });

  it('of seeds that have nothing is nothing', () => {
    expect(medianSeries([seed([], [])]).length).toBe(0);
  });
});
