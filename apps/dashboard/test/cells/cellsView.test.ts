import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '@ranksweep/store';
import { plainText } from '../../src/chart/index.ts';
import type { Outcome, Prompt, View } from '../../src/view.ts';
import { cellsView } from '../../src/views/cells/cellsView.ts';
import type { Cell } from '@ranksweep/kinds';
import { claim, configOf, contextOf, screenOf, temporaryStore } from '../support/stores.ts';
import { addGridSweep, type GridSweep } from './gridSweep.ts';

interface Opened {
  readonly store: Store;
  readonly view: View;
  /** What enter has asked for. */
  readonly opened: { runIds: readonly number[]; title: string }[];
}

function open(sweep: GridSweep, store = temporaryStore()): Opened {
  const opened: Opened['opened'] = [];
  const sweepId = addGridSweep(store, sweep);
  const view = cellsView(contextOf(store), sweepId, (runIds, title) => {
    opened.push({ runIds, title });
    return view;
  });
  view.refresh();
  return { store, view, opened };
}

const shown = (view: View, width = 80, height = 14): string => screenOf(view, width, height);

const press = (view: View, ...keys: string[]): Outcome | undefined =>
  keys.map((key) => view.press(key)).at(-1);

const axes = { 'task.target.rank': [1, 2], 'init.std': [0.1, 0.01, 0.001], 'task.observed': [100, 200, 300] };

/** The error falls along all axes; the last scale diverges, fails, runs or is missing. */
const phase: GridSweep = {
  parts: { cp: axes },
  seeds: 3,
  outcome: ({ cell, seed }) => {
    const [std, observed] = [Math.floor(cell / 3) % 3, cell % 3];
    if (std === 2 && observed === 0) return { status: 'diverged', finals: { train_loss: NaN } };
    if (std === 2 && observed === 1) return { status: 'failed', finals: { train_loss: 9 } };
    if (std === 2) return undefined;
    if (std === 1 && seed === 2) return { status: 'diverged', finals: { train_loss: NaN } };
    const loss = 10 ** -(observed + std + Math.floor(cell / 9)) * (1 + seed);
    return { finals: { train_loss: loss, component_norm_1: cell, component_norm_2: 1 } };
  },
};

describe('the map of cells', () => {
  it('shows medians over seeds, and tells diverged, failed and missing cells apart', () => {
    const { view } = open(phase);
    expect(view.title()).toBe('cells of sweep:1 (phase)');
    expect(shown(view)).toMatchInlineSnapshot(`
      "part cp: train_loss, linear scale; x task.observed, y init.std
       task.target.rank = 1 (1 of 2)
                task.observed
      init.std  100         200         300
         0.001 [     ∞     ]     ×           ○
               [           ]
          0.01          0.2        0.02       0.002

           0.1  █████████ 2         0.2        0.02
                ███████████
      0.002[   ░░░▒▒▒▓▓▓███]2  ∞ diverged  × failed  ○ pending
      [diverged]  task.observed=100  init.std=0.001
      3 runs: median Infinity  min Infinity  max Infinity
      3 ∞ diverged"
    `);
    press(view, 'down', 'l', 's');
    expect(shown(view, 60, 20)).toMatchInlineSnapshot(`
      "part cp: train_loss, log scale; x task.observed, y init.std
       task.target.rank = 1 (1 of 2)
                task.observed
      init.std  100         200         300

         0.001       ∞           ×           ○

                ▓▓▓▓▓▓▓▓▓▓▓[░░░░░░░░░░░]
          0.01  ▓▓▓▓▓▓▓ 0.2[░░░░░░ 0.02]      0.002
                ▓▓▓▓▓▓▓▓▓▓▓[░░░░░░░░░░░]
                ███████████ ▓▓▓▓▓▓▓▓▓▓▓ ░░░░░░░░░░░
           0.1  █████████ 2 ▓▓▓▓▓▓▓ 0.2 ░░░░░░ 0.02
                ███████████ ▓▓▓▓▓▓▓▓▓▓▓ ░░░░░░░░░░░
      0.002[   ░░░▒▒▒▓▓▓███]2  log scale  ∞ diverged  × failed
      [0.02]  task.observed=200  init.std=0.01
      3 runs: median 0.02  min 0.01  max Infinity
      2 ✓ done  1 ∞ diverged


      "
    `);
    press(view, 'g');
    expect(shown(view)).toContain('3 runs, 0 with a value');
    expect(shown(view)).toContain('3 ✗ failed');
  });

  it('fills a large screen', () => {
    const { view } = open(phase);
    press(view, 'j', 'end');
    expect(shown(view, 200, 58)).toMatchInlineSnapshot(`
      "part cp: train_loss, linear scale; x task.observed, y init.std
       task.target.rank = 1 (1 of 2)
                task.observed
      init.std  100         200         300

         0.001       ∞           ×           ○

                                       [           ]
          0.01          0.2        0.02[      0.002]
                                       [           ]
                ███████████
           0.1  █████████ 2         0.2        0.02
                ███████████
      0.002[   ░░░▒▒▒▓▓▓███]2  ∞ diverged  × failed  ○ pending
      [0.002]  task.observed=300  init.std=0.01
      3 runs: median 0.002  min 0.001  max Infinity
      2 ✓ done  1 ∞ diverged








































      "
    `);
  });

  it('counts a run that diverged above all that did not', () => {
    const { view } = open(phase);
    press(view, 'k', 'k'); // the first row is 0.001
    press(view, 'down');
    expect(shown(view)).toContain('3 runs: median 0.2  min 0.1  max Infinity');
    expect(shown(view)).toContain('2 ✓ done  1 ∞ diverged');
  });

  it('steps further axes through their values and all of them', () => {
    const { view } = open(phase);
    press(view, 'G');
    expect(shown(view)).toContain('task.target.rank = 1 (1 of 2)');
    expect(shown(view)).toContain('3 runs: median 2  min 1  max 3');
    press(view, '+');
    expect(shown(view)).toContain('task.target.rank = 2 (2 of 2)');
    expect(shown(view)).toContain('3 runs: median 0.2  min 0.1  max 0.3');
    press(view, '+');
    expect(shown(view)).toContain('task.target.rank = all 2');
    expect(shown(view)).toContain('6 runs: median 0.65  min 0.1  max 3');
    press(view, '-');
    expect(shown(view)).toContain('task.target.rank = 2 (2 of 2)');
  });

  it('takes any two axes', () => {
    const { view } = open(phase);
    expect(shown(view)).toContain('x task.observed, y init.std');
    press(view, 'y');
    expect(shown(view)).toContain('x init.std, y task.observed');
    press(view, 'x', 'x');
    expect(shown(view)).toContain('x task.target.rank, y init.std');
    expect(shown(view)).toContain('task.observed = 100 (1 of 3)');
    press(view, 'G', '+');
    expect(shown(view)).toContain('[0.2]  task.target.rank=1  init.std=0.1');
  });

  it('chooses metrics one after the other, or by the beginning of a name', async () => {
    const { view } = open(phase);
    const name = (): string => /cp: (\w+)/.exec(shown(view))![1]!;
    expect(name()).toBe('train_loss');
    press(view, 'm');
    expect(name()).toBe('component_norm_1');
    press(view, 'M', 'M');
    expect(name()).toBe('component_norm_2');
    const prompt = press(view, '/') as Prompt;
    expect(prompt).toMatchObject({ kind: 'prompt', label: 'metric (now component_norm_2)' });
    const again = (await prompt.accept('comp')) as Prompt;
    expect(again).toMatchObject({
      label: 'metric: component_norm_1 component_norm_2',
      initial: 'component_norm_',
    });
    await again.accept('component_norm_1');
    expect(name()).toBe('component_norm_1');
    await prompt.accept('tr');
    expect(name()).toBe('train_loss');
    expect(await prompt.accept('x')).toEqual({ kind: 'tell', message: 'No metric begins with x.' });
  });

  it('opens the runs of a cell', () => {
    const { view, opened } = open(phase);
    press(view, 'G', 'l', 'enter');
    expect(opened).toEqual([
      { runIds: [4, 5, 6], title: 'cp: task.observed=200 init.std=0.1 task.target.rank=1' },
    ]);
  });

  it('begins as the figure of the definition has it', () => {
    const panel = { kind: 'heatmap', part: 'cp', x: 'init.std', y: 'task.target.rank', scale: 'log' };
    const value = { kind: 'final', metric: 'component_norm_2' };
    const { view } = open({ ...phase, figure: { panels: [{ ...panel, title: '', value }] } as never });
    expect(shown(view)).toContain('cp: component_norm_2, log scale; x init.std, y task.target.rank');
  });

  it('has a single row where there is one axis', () => {
    const parts = { a: { 'init.std': [0.1, 0.01] }, b: { 'optimizer.kind': ['adam', 'gradient-descent'] } };
    const { view } = open({ parts, outcome: ({ cell }) => ({ finals: { train_loss: cell } }) });
    expect(shown(view, 60, 10)).toMatchInlineSnapshot(`
      "part a (1 of 2): train_loss, linear scale; x init.std
            init.std
      part  0.01        0.1
           [███████████]
         a [█████████ 1]          0
           [███████████]
      0[   ░░░▒▒▒▓▓▓███]1
      [1]  init.std=0.01  part=a
      1 run: median 1  min 1  max 1
      1 ✓ done"
    `);
    press(view, 'x', 'y', 'a', '+', 'p');
    expect(shown(view, 60, 10)).toMatchInlineSnapshot(`
      "part b (2 of 2): train_loss, linear scale; x optimizer.kind
            optimizer.kind
      part  adam        gradient-d…
           [           ]███████████
         b [          0]█████████ 1
           [           ]███████████
      0[   ░░░▒▒▒▓▓▓███]1
      [0]  optimizer.kind=adam  part=b
      1 run: median 0  min 0  max 0
      1 ✓ done"
    `);
    press(view, 'P', 'P', 'P');
    expect(shown(view)).toContain('part a (1 of 2)');
  });

  it('has parts as rows where there are no axes', () => {
    const parts = { mf: {}, tf: { 'init.std': [1, 2] } };
    const { view, opened } = open({
      parts,
      seeds: 2,
      outcome: ({ part, seed }) =>
        part === 'mf' ? { finals: { train_loss: 1 + seed } } : { status: 'failed' },
    });
    expect(shown(view, 60, 12)).toMatchInlineSnapshot(`
      "part mf has no axes: a row for each of the 2 parts; train_l…
            metric
      part  train_loss
        mf [        1.5]
           [           ]
        tf       ×

        × failed
      [1.5]  metric=train_loss  part=mf
      2 runs: median 1.5  min 1  max 2
      2 ✓ done
      "
    `);
    press(view, 'j', 'enter');
    expect(opened).toEqual([{ runIds: [3, 4, 5, 6], title: 'tf' }]);
  });

  it('shows a sweep of which nothing has ended, and what changes in it', () => {
    const { view, store } = open({ parts: { a: { 'init.std': [0.1, 0.01] } } });
    expect(shown(view, 60, 10)).toMatchInlineSnapshot(`
      "part a: no run has a final value, linear scale; x init.std
            init.std
      part  0.01        0.1
           [           ]
         a [     ○     ]     ○
           [           ]
        ○ pending
      [pending]  init.std=0.01  part=a
      1 run, 0 with a value
      1 · pending"
    `);
    expect(press(view, 'm')).toEqual({ kind: 'tell', message: 'No run has a final value.' });
    const { attempt } = store.claimRun(1, claim)!;
    view.refresh();
    press(view, 'l');
    expect(shown(view)).toContain('[running]');
    store.finishRun(1, attempt, {
      status: 'done',
      iterations: 1,
      stopReason: null,
      error: null,
      wallMs: 1,
      finals: new Map([['reconstruction_error', 0.25]]),
    });
    view.refresh();
    expect(shown(view)).toContain('[0.25]  init.std=0.1  part=a');
    expect(shown(view)).toContain('reconstruction_error');
  });

  it('says so where the sweep is gone or is none, and draws all the same', () => {
    const store = temporaryStore();
    const viewOf = (sweepId: number): View => cellsView(contextOf(store), sweepId, () => viewOf(1));
    const view = viewOf(7);
    expect(() => view.refresh()).toThrow('sweep 7 is not in the database any more');
    expect(shown(view, 4, 2)).toBe('\n');
    expect(view.press('m')).toBeUndefined();
    const broken = addGridSweep(store, { parts: {} });
    expect(() => viewOf(broken).refresh()).toThrow('has no parts');
    const empty = viewOf(addGridSweep(store, { parts: { a: { 'init.std': [] } } }));
    empty.refresh();
    expect(empty.draw({ width: 60, height: 10 })).toHaveLength(10);
  });

  it('shows cells that come while it is looked at, on the grid or not, and keeps what was chosen', () => {
    const { view, store } = open({
      parts: { a: { 'init.std': [0.1, 0.01], 'model.depth': [2, 3], seed: [5, 7] } },
    });
    press(view, '+');
    expect(shown(view, 60, 16)).toContain('init.std = 0.1 (2 of 2)');
    const add = (cell: Cell): void => {
      const run = {
        config: configOf(0, 0.1),
        trajectoryHash: JSON.stringify(cell),
        arithmetic: 'f64',
        part: 'a',
        cell,
      };
      store.registerRuns(1, [run]);
      view.refresh();
    };
    add({ 'init.std': 0.05, 'model.depth': 2, seed: 5 });
    expect(shown(view, 60, 16)).toContain('init.std = 0.1 (3 of 3)');
    add({ 'init.std': 0.1, 'model.depth': 2, seed: 6 });
    expect(shown(view, 60, 16)).toMatch(/depth +5 +6 +7/);
    add({ 'init.std': 0.1, 'model.depth': 4 });
    expect(shown(view, 60, 16)).toMatch(/depth +5 +6 +7 +\(none\)/);
    add({ 'init.std': 0.1, 'model.depth': 4, seed: 5, 'task.observed': 9 });
    expect(shown(view)).toContain('x task.observed, y seed');
  });

  it('shows what a terminal would obey', () => {
    const { view } = open({ parts: { 'a\u001b[2J': { 'b\u001b漢': ['c\u001b', 'd\n'] } } });
    expect(shown(view)).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('has exactly its size, whatever is pressed', () => {
    const { view } = open({ ...phase, parts: { ...phase.parts, mf: {}, one: { 'init.std': [1] } } });
    const keys = fc.array(fc.constantFrom(...Array.from('hjklgGmMxyas+-pP'), 'home', 'end', 'pageDown'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(keys, fc.nat(90), fc.nat(40), (pressed, width, height) => {
        press(view, ...pressed);
        const lines = plainText(view.draw({ width, height })).split('\n');
        expect(view.draw({ width, height })).toHaveLength(height);
        if (height > 0) expect(lines.every((line) => line.length === width)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
