import type { Store } from '@ranksweep/store';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome, View } from '../src/view.ts';
import { runsView } from '../src/views/runs/runsView.ts';
import { addSweep, claim, contextOf, finish, screenOf, temporaryStore } from './support/stores.ts';

function viewOfBrokenSweep(): {
  view: View;
  store: Store;
  focus: { sweepId: number; runId: number | undefined };
} {
  const store = temporaryStore();
  const { sweepId, runIds } = addSweep(store, 'a', [0.1, 0.02], 3);
  finish(store, runIds[0]!);
  finish(store, runIds[1]!, 'failed');
  finish(store, runIds[2]!, 'diverged');
  finish(store, runIds[3]!);
  store.claimRun(runIds[4]!, claim);
  const focus = { sweepId, runId: undefined };
  const view = runsView(contextOf(store), focus, { sweepId });
  view.refresh();
  return { view, store, focus };
}

const answer = (outcome: Outcome | undefined, text: string): unknown => {
  if (outcome?.kind !== 'prompt') throw new Error('expected a prompt');
  return outcome.accept(text);
};

describe('the runs of a sweep', () => {
  it('are a table of its axes, how they ended, and final metrics', () => {
    const { view } = viewOfBrokenSweep();
    expect(screenOf(view, 100, 9)).toMatchInlineSnapshot(`
      "  run▲  part  init.std  seed  status      iteration  ended by         reconstruction_error  train_lo
      >    1  tf         0.1     0  ✓ done           1000  iteration-limit                     1
           2  tf         0.1     1  ✗ failed         1000                                    0.5
           3  tf         0.1     2  ∞ diverged       1000  iteration-limit               0.33333      1.33
           4  tf        0.02     0  ✓ done           1000  iteration-limit                  0.25
           5  tf        0.02     1  ▶ running           0
           6  tf        0.02     2  · pending           0
        1 of 6 runs
      "
    `);
    expect(screenOf(view, 60, 5)).toMatchInlineSnapshot(`
      "  run▲  part  init.std  seed  status      iteration  ended b
      >    1  tf         0.1     0  ✓ done           1000  iterati
           2  tf         0.1     1  ✗ failed         1000
           3  tf         0.1     2  ∞ diverged       1000  iterati
        1 of 6 runs"
    `);
  });

  it('show loss and error of runs that go on, as they were recorded last', () => {
    const store = temporaryStore();
    const { sweepId, runIds } = addSweep(store, 'a', [0.1], 2);
    const { attempt } = store.claimRun(runIds[0]!, claim)!;
    const view = runsView(contextOf(store), { sweepId, runId: undefined }, { sweepId });
    const record = (iteration: number, loss: number, error: number): void => {
      store.appendChunk(runIds[0]!, attempt, {
        metrics: ['train_loss', 'reconstruction_error'],
        iterations: Float64Array.of(iteration),
        values: Float64Array.of(loss, error),
      });
      view.refresh();
    };
    record(0, 4, 1);
    expect(screenOf(view, 120, 3)).toMatch(/ended by +reconstruction_error +train_loss/);
    expect(screenOf(view, 120, 3)).toMatch(/▶ running +0 +1 +4\n/);
    record(50, 2, 0.75);
    expect(screenOf(view, 120, 3)).toMatch(/▶ running +50 +0\.75 +2\n/);
  });

  it('are sorted by any column, those without a value last, and the cursor keeps its run', () => {
    const { view, focus } = viewOfBrokenSweep();
    view.press('down');
    expect(focus.runId).toBe(2);
    for (let column = 0; column < 2; column++) view.press('right'); // run, part, init.std
    const runs = (): number[] =>
      [...screenOf(view, 100, 9).matchAll(/^[> ] +(\d+) +tf/gm)].map(([, id]) => Number(id));
    expect(runs()).toEqual([4, 5, 6, 1, 2, 3]);
    expect(focus.runId).toBe(2);
    view.press('s');
    expect(runs()).toEqual([1, 2, 3, 4, 5, 6]);
    for (let column = 0; column < 5; column++) view.press('right'); // to reconstruction_error, largest first
    expect(screenOf(view, 120, 2)).toContain('reconstruction_error▼');
    expect(runs()).toEqual([1, 2, 3, 4, 5, 6]);
    view.press('s');
    expect(runs()).toEqual([4, 3, 2, 1, 5, 6]);
  });

  it('are filtered by text and by an SQL condition, and a wrong one changes nothing', async () => {
    const { view } = viewOfBrokenSweep();
    answer(view.press('/'), 'memory');
    expect(view.title()).toBe(`sweep:1 (a), with 'memory'`);
    expect(screenOf(view, 100, 4)).toContain('1 of 1 run that are like this');
    answer(view.press('/'), '');
    await answer(view.press('w'), `"init.std" < 0.1 and status = 'done'`);
    expect(screenOf(view, 100, 4)).toMatch(/^> +4 +tf/m);
    await expect(answer(view.press('w'), 'stauts = 1')).rejects.toThrow('no such column: stauts');
    expect(view.press('w')).toMatchObject({ kind: 'prompt', initial: 'stauts = 1' });
    expect(view.title()).toBe(`sweep:1 (a), where "init.std" < 0.1 and status = 'done'`);
    await answer(view.press('w'), '0');
    expect(screenOf(view, 100, 4)).toContain('No run is like this.');
  });

  it('lead to those that failed, to one alone, and can be cancelled', async () => {
    const { view, focus } = viewOfBrokenSweep();
    view.press('F');
    expect(focus.runId).toBe(2);
    view.press('F');
    expect(focus.runId).toBe(2);
    expect(view.press('enter')).toMatchObject({ kind: 'open', tab: 2 });
    expect(view.press('c')).toMatchObject({
      kind: 'tell',
      message: expect.stringContaining('nothing to cancel'),
    });
    view.press('end');
    const asked = view.press('c');
    expect(asked).toMatchObject({ kind: 'ask', question: 'cancel run 6?' });
    if (asked?.kind === 'ask') expect(await asked.act()).toBe('1 run cancelled.');
    view.refresh();
    expect(screenOf(view, 100, 9)).toMatch(/^> +6 .*- cancelled/m);
  });

  it('are not asked for by a condition that never ends', async () => {
    const { view } = viewOfBrokenSweep();
    const endless = 'WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t) SELECT max(a) FROM t';
    await expect(answer(view.press('w'), `(${endless})`)).rejects.toThrow('takes more than 5 s');
    expect(view.title()).toBe('sweep:1 (a)');
  });

  it('stay on their lines, whatever their errors hold', () => {
    const { view, store } = viewOfBrokenSweep();
    const client = new Database(store.path);
    client.exec(`UPDATE runs SET error = 'one' || char(10) || 'two' || char(27) WHERE id = 2`);
    client.close();
    view.refresh();
    expect(screenOf(view, 120, 4)).toContain(String.raw`one\ntwo\u001b`);
  });

  it('show the metrics that are asked for', () => {
    const { view } = viewOfBrokenSweep();
    answer(view.press('m'), 'train_loss');
    expect(screenOf(view, 100, 3)).toMatch(/ended by +train_loss/);
    expect(screenOf(view, 100, 3)).not.toContain('reconstruction_error');
    expect(answer(view.press('m'), 'trian_loss')).toMatchObject({
      kind: 'tell',
      message: expect.stringContaining('train_loss'),
    });
  });

  it('fit any screen', () => {
    const { view } = viewOfBrokenSweep();
    fc.assert(
      fc.property(fc.nat(120), fc.nat(40), (width, height) => {
        const lines = view.draw({ width, height });
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(line.map(({ text }) => text).join('')).toHaveLength(width);
      }),
    );
  });
});
