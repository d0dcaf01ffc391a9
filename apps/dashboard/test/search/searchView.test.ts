/** The view of searches, of stores that hold what searches leave there. */
import { canonicalJson, sha256 } from '@ranksweep/core';
import type { Cell } from '@ranksweep/kinds';
import type { NewTrial, Store } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/view.ts';
import { searchView } from '../../src/views/search/searchView.ts';
import { noFocus } from '../../src/focus.ts';
import { sweepsView } from '../../src/views/sweeps/sweepsView.ts';
import { addSweep, configOf, contextOf, screenOf, temporaryStore } from '../support/stores.ts';

const { seed: _, ...base } = configOf(0, 0.1);

const SEARCH = {
  maximize: 'component_norm_1',
  trials: 40,
  summary: 'median',
  seed: 0,
  parallel: 4,
  sampler: 'tpe',
  space: {
    'init.std': { from: 1e-4, to: 1, log: true },
    'model.components': { from: 1, to: 8, integer: true },
  },
};
const ASHA = { kind: 'asha', factor: 3, rungs: [100, 300] };

function addSearched(
  store: Store,
  parts: Readonly<Record<string, object>>,
  trials: readonly NewTrial[],
): number {
  const spec = { definition: 'tune', preset: 'quick', targets: {}, parts };
  const specHash = sha256(canonicalJson(spec));
  const sweepId = store.upsertSweep({ name: 'tune', definition: 'tune', preset: 'quick', spec, specHash });
  const [part] = Object.keys(parts);
  const config = configOf(0, 0.1);
  // What is not opened needs no runs.
  const runs = trials.slice(0, 100).map(({ number, cell }) => ({
    config,
    trajectoryHash: `${number}`,
    arithmetic: 'f64',
    part: part!,
    cell,
  }));
  store.registerRuns(sweepId, runs);
  store.recordTrials(sweepId, part!, trials);
  return sweepId;
}

const cellOf = (number: number): Cell => ({
  'init.std': (1 + number) / 1000,
  'model.components': 1 + (number % 8),
});

/** Every third trial is done, with a value that rises; the last ones are at work. */
const asked = (count: number): NewTrial[] =>
  Array.from({ length: count }, (__, number): NewTrial => {
    const cell = cellOf(number);
    if (number >= count - 2) return { number, cell, state: 'running', objective: null, rung: 100 };
    if (number === 4) return { number, cell, state: 'diverged', objective: null, rung: null };
    return number % 3 === 0
      ? { number, cell, state: 'done', objective: 1 + number / 10, rung: 300 }
      : { number, cell, state: 'pruned', objective: null, rung: number % 3 === 1 ? 100 : 300 };
  });

function open(store: Store, sweepId: number): { view: View; opened: [readonly number[], string][] } {
  const opened: [readonly number[], string][] = [];
  const view = searchView(contextOf(store), sweepId, (runIds, title) => {
    opened.push([runIds, title]);
    return view;
  });
  view.refresh();
  return { view, opened };
}

const searched = (
  store: Store,
  trials: readonly NewTrial[],
  search: object = { ...SEARCH, pruner: ASHA },
): number => addSearched(store, { tune: { base, seeds: [0], search, axes: {} } }, trials);

describe('the view of a search', () => {
  it('shows the best so far, what is at work and asked next, rungs, and the trials', () => {
    const { view } = open(...withStore((store) => searched(store, asked(12))));
    expect(view.title()).toBe('search of sweep:1 (tune)');
    expect(screenOf(view, 80, 21)).toMatchInlineSnapshot(`
      "part tune: maximize component_norm_1, median over seeds, by tpe with asha
      12 of 40 trials asked: 4 done, 5 pruned, 1 diverged; 2 at work; 28 left
      best 1.9 of trial 9: std=0.01 components=2
      next: trial 12, once a lane is free
      best component_norm_1 against trials            │   rung  came  pruned  on
      1.9┤                       ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡏⠉⠉⠉⠉⠉⠉⠉ │    100    11       2   9
      1.5┤           ⢠⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠇                    │    300     7       3   4
        1┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠚                                │
      0.5┤                                            │
        0┤                                            │
         └┬──────┬───────┬───────┬───────┬──────┬──── │
          0      2       4       6       8      10    │
        trial  state      rung  component_norm_1    std  components
      >    10  ▶ running   100                    0.011           3
           11  ▶ running   100                    0.012           4
            9  ✓ done      300               1.9   0.01           2
            6  ✓ done      300               1.6  0.007           7
            3  ✓ done      300               1.3  0.004           4
            0  ✓ done      300                 1  0.001           1
            2  ┤ pruned    300                    0.003           3
        row 1 of 12   those at work, then the best first"
    `);
    view.press('o');
    view.press('s');
    expect(screenOf(view, 200, 30)).toMatchInlineSnapshot(`
      "part tune: maximize component_norm_1, median over seeds, by tpe with asha
      12 of 40 trials asked: 4 done, 5 pruned, 1 diverged; 2 at work; 28 left
      best 1.9 of trial 9: std=0.01 components=2
      next: trial 12, once a lane is free
      best component_norm_1 against trials, log scale                                                                                                                         │   rung  came  pruned  on
      1.9┤                                                                                                                                     ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ │    100    11       2   9
         │                                                                                                                                     ⡇                              │    300     7       3   4
         │                                                                                                                                     ⡇                              │
         │                                                                                        ⢸⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁                              │
         │                                                                                        ⢸                                                                           │
         │                                                                                        ⢸                                                                           │
         │                                            ⢰⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠚                                                                           │
         │                                            ⢸                                                                                                                       │
         │                                            ⢸                                                                                                                       │
         │                                            ⢸                                                                                                                       │
        1┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸                                                                                                                       │
         └┬──────────────┬─────────────┬──────────────┬──────────────┬──────────────┬─────────────┬──────────────┬──────────────┬──────────────┬─────────────┬──────────────┬ │
          0              1             2              3              4              5             6              7              8              9             10            11 │
        trial  state       rung  component_norm_1    std  components
      >    10  ▶ running    100                    0.011           3
           11  ▶ running    100                    0.012           4
            9  ✓ done       300               1.9   0.01           2
            8  ┤ pruned     300                    0.009           1
            7  ┤ pruned     100                    0.008           8
            6  ✓ done       300               1.6  0.007           7
            5  ┤ pruned     300                    0.006           6
            4  ∞ diverged                          0.005           5
            3  ✓ done       300               1.3  0.004           4
            2  ┤ pruned     300                    0.003           3
        row 1 of 12   those at work, then the latest first"
    `);
  });

  it('waits for the oldest trial at work where so many are, and says so', () => {
    const last = asked(12).map((trial): NewTrial =>
      trial.number === 8 ? { ...trial, state: 'running' } : trial,
    );
    const { view } = open(...withStore((store) => searched(store, last)));
    expect(screenOf(view, 80, 21)).toContain('next: trial 12, once trial 8 has ended');
    const random = open(...withStore((store) => searched(store, last, { ...SEARCH, sampler: 'random' })));
    expect(screenOf(random.view, 80, 21)).toContain('next: trial 12, once a lane is free');
  });

  it('says what it can of a search that has just begun, and of one that is over', () => {
    const begun = open(...withStore((store) => searched(store, [], SEARCH)));
    expect(screenOf(begun.view, 80, 21)).toContain('no trial has ended with a number yet');
    expect(screenOf(begun.view, 80, 21)).toContain('0 of 40 trials asked; 40 left');
    const over = open(...withStore((store) => searched(store, asked(6), { ...SEARCH, trials: 6 })));
    expect(screenOf(over.view, 80, 21)).toContain('no trial is left to be asked');
  });

  it('opens the runs of the trial under the cursor', () => {
    const { view, opened } = open(...withStore((store) => searched(store, asked(12))));
    view.press('down');
    view.press('down');
    view.press('enter');
    expect(opened).toEqual([[[10], 'trial 9 of tune in sweep:1 (tune)']]);
  });

  it('goes from part to part and around, each with trials and cells of its own', () => {
    const store = temporaryStore();
    const part = { base, seeds: [0], search: SEARCH, axes: {} };
    const sweepId = addSearched(store, { one: part, two: part, three: part }, asked(12));
    const other: NewTrial = { number: 0, cell: cellOf(499), state: 'done', objective: 7, rung: null };
    store.recordTrials(sweepId, 'two', [other]);
    const { view } = open(store, sweepId);
    const seen = (): (string | undefined)[] => {
      const screen = screenOf(view, 80, 21);
      return [
        /part (\w+)/.exec(screen)?.[1],
        /^(\d+ of \d+) trials asked/m.exec(screen)?.[1],
        /^best .* of trial .*$/m.exec(screen)?.[0].trim(),
      ];
    };
    const [one, two, three] = [
      ['one', '12 of 40', 'best 1.9 of trial 9: std=0.01 components=2'],
      ['two', '1 of 40', 'best 7 of trial 0: std=0.5 components=4'],
      ['three', '0 of 40', undefined],
    ];
    expect(seen()).toEqual(one);
    for (const [key, next] of [
      ['p', two],
      ['P', one],
      ['P', three],
      ['p', one],
    ] as const) {
      view.press(key);
      expect(seen()).toEqual(next);
    }
    view.press('end');
    view.press('p');
    expect(screenOf(view, 80, 21)).toContain('>     0  ✓ done');
  });

  it('follows the search, and draws ten thousand trials as lines of exactly the screen', () => {
    const store = temporaryStore();
    const sweepId = searched(store, asked(10_000), { ...SEARCH, trials: 10_000 });
    const { view } = open(store, sweepId);
    for (const [width, height] of [
      [80, 21],
      [200, 57],
      [20, 3],
      [1, 1],
    ] as const) {
      const lines = view.draw({ width, height });
      expect(lines).toHaveLength(height);
    }
    store.recordTrials(sweepId, 'tune', [
      { number: 9999, cell: cellOf(9999), state: 'done', objective: 1e6, rung: 300 },
    ]);
    view.refresh();
    expect(screenOf(view, 80, 21)).toMatch(/^best \S*1\S* of trial 9999: /m);
  });
});

describe('the view of a boundary', () => {
  it('shows intervals as they shrink, for every value of the other axis', () => {
    const boundary = { along: 'task.observed', outcome: 'reconstruction_error < 0.1' };
    const axes = { 'model.components': [2, 3], 'task.observed': [10, 20, 30, 40, 50] };
    const store = temporaryStore();
    const places: [number, number, number][] = [];
    for (let i = 0; i < 16; i++) places.push([0, i % 2 === 0 ? 20 : 30, i % 2]);
    const trials = places.map(([line, observed, objective], i): NewTrial => ({
      number: 2 * i + line,
      cell: { 'model.components': 2 + line, 'task.observed': observed },
      state: 'done',
      objective,
      rung: null,
    }));
    const { view } = open(store, addSearched(store, { cp: { base, axes, boundary, seeds: [0] } }, trials));
    expect(screenOf(view, 100, 8)).toMatchInlineSnapshot(`
      "part cp: reconstruction_error < 0.1, for most seeds, from which task.observed on?
      16 trials ended, 0 at work; at most 30 a line; intervals of 90 %

        model.components  task.observed  interval    runs
      >                2             30  30 to 30      16  ··◆··
                       3             30  10 or none     0  ━━◆━━

      "
    `);
    expect(view.keys).toContainEqual({ keys: '↑↓', does: 'line' });
    // A line that is cut says so.
    expect(screenOf(view, 40, 2)).toBe(
      'part cp: reconstruction_error < 0.1, fo…\n16 trials ended, 0 at work; at most 30 …',
    );
  });
});

describe('the list of sweeps', () => {
  it('opens the search of a sweep, and says of others that they have none', () => {
    const store = temporaryStore();
    addSweep(store, 'grid', [0.1], 1);
    const view = sweepsView(contextOf(store), noFocus());
    view.refresh();
    expect(view.press('s')).toEqual({
      kind: 'tell',
      message: 'sweep:1 (grid) has no search: its parts are grids.',
    });
    searched(store, asked(3));
    view.refresh();
    view.press('home');
    const outcome = view.press('s');
    expect(outcome).toMatchObject({ kind: 'open', tab: 0, view: { keys: expect.any(Array) } });
  });
});

function withStore(add: (store: Store) => number): [Store, number] {
  const store = temporaryStore();
  return [store, add(store)];
}
