import type { Store } from '@ranksweep/store';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFocus, type Focus } from '../src/focus.ts';
import type { Outcome, View } from '../src/view.ts';
import { runsView } from '../src/views/runs/runsView.ts';
import { addSweep, claim, contextOf, finish, screenOf, temporaryStore } from './support/stores.ts';

function viewOfBrokenSweep(): {
  view: View;
  store: Store;
  focus: Focus;
} {
  const store = temporaryStore();
  const { sweepId, runIds } = addSweep(store, 'a', [0.1, 0.02], 3);
  finish(store, runIds[0]!);
  finish(store, runIds[1]!, 'failed');
  finish(store, runIds[2]!, 'diverged');
  finish(store, runIds[3]!);
  store.claimRun(runIds[4]!, claim);
  const focus = { ...noFocus(), sweepId };
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
      "  run▲  part  init.std  seed  status      iteration  reconstruction_error  train_loss  ended by    ›
      >    1  tf         0.1     0  ✓ done           1000                     1           4  iteration-…
           2  tf         0.1     1  ✗ failed         1000                   0.5           2
           3  tf         0.1     2  ∞ diverged       1000               0.33333      1.3333  iteration-…
           4  tf        0.02     0  ✓ done           1000                  0.25           1  iteration-…
           5  tf        0.02     1  ▶ running           0
           6  tf        0.02     2  · pending           0
        row 1 of 6
      "
    `);
    expect(screenOf(view, 60, 5)).toMatchInlineSnapshot(`
      "  run▲  part  init.std  seed  status      iteration        ›
      >    1  tf         0.1     0  ✓ done           1000
           2  tf         0.1     1  ✗ failed         1000
           3  tf         0.1     2  ∞ diverged       1000
        row 1 of 6"
    `);
  });

  it('show loss and error of runs that go on, as they were recorded last', () => {
    const store = temporaryStore();
    const { sweepId, runIds } = addSweep(store, 'a', [0.1], 2);
    const { attempt } = store.claimRun(runIds[0]!, claim)!;
    const view = runsView(contextOf(store), { ...noFocus(), sweepId }, { sweepId });
    const record = (iteration: number, loss: number, error: number): void => {
      store.appendChunk(runIds[0]!, attempt, {
        metrics: ['train_loss', 'reconstruction_error'],
        iterations: Float64Array.of(iteration),
        values: Float64Array.of(loss, error),
      });
      view.refresh();
    };
    record(0, 4, 1);
    expect(screenOf(view, 118, 3)).toMatch(/iteration +reconstruction_error +train_loss/);
    expect(screenOf(view, 118, 3)).toMatch(/▶ running +0 +1 +4\n/);
    record(50, 2, 0.75);
    expect(screenOf(view, 118, 3)).toMatch(/▶ running +50 +0\.75 +2\n/);
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
    for (let column = 0; column < 4; column++) view.press('right'); // to reconstruction_error, largest first
    expect(screenOf(view, 100, 2)).toContain('reconstruction_error▼');
    expect(runs()).toEqual([1, 2, 3, 4, 5, 6]);
    view.press('s');
    expect(runs()).toEqual([4, 3, 2, 1, 5, 6]);
  });

  it('are filtered by text and by an SQL condition, and a wrong one changes nothing', async () => {
    const { view } = viewOfBrokenSweep();
    answer(view.press('/'), 'memory');
    expect(screenOf(view, 100, 5)).toContain('row 1 of 1   filter: memory');
    answer(view.press('/'), '');
    await answer(view.press('w'), `"init.std" < 0.1 and status = 'done'`);
    expect(screenOf(view, 100, 4)).toMatch(/^> +4 +tf/m);
    await expect(answer(view.press('w'), 'stauts = 1')).rejects.toThrow('no such column: stauts');
    expect(view.press('w')).toMatchObject({ kind: 'prompt', initial: 'stauts = 1' });
    expect(screenOf(view, 100, 9)).toContain(`row 1 of 1   where: "init.std" < 0.1 and status = 'done'`);
    await answer(view.press('w'), '0');
    expect(screenOf(view, 100, 4)).toContain('no rows   where: 0');
  });

  it('are filtered while one types, by what is shown alone, and escape shows all again', () => {
    const { view, store } = viewOfBrokenSweep();
    // A parameter that no column shows.
    expect(store.run(1)!.config!.optimizer).toMatchObject({ learningRate: 0.01 });
    const prompt = view.press('/');
    if (prompt?.kind !== 'prompt') throw new Error('expected a prompt');
    const place = (): string =>
      screenOf(view, 100, 9)
        .split('\n')
        .find((line) => line.includes('row'))!
        .trim();
    prompt.change?.('0.01');
    expect(place()).toBe('no rows   filter: 0.01');
    prompt.change?.('init.std=0.02');
    expect(place()).toBe('row 1 of 3   filter: init.std=0.02');
    prompt.leave?.();
    expect(place()).toBe('row 1 of 6');
    void prompt.accept('init.std=0.02 done');
    expect(place()).toBe('row 1 of 1   filter: init.std=0.02 done');
    expect(prompt.complete?.('status=').choices).toEqual([
      'done',
      'failed',
      'diverged',
      'running',
      'pending',
    ]);
    finish(store, 6);
    expect(view.escape?.()?.does).toBe('clear filter');
    view.escape?.()?.act();
    expect(place()).toBe('row 4 of 6');
    expect(view.escape?.()).toBeUndefined();
  });

  it('are marked, and the mark stays with the run', () => {
    const { view, focus } = viewOfBrokenSweep();
    view.press(' ');
    view.press(' ');
    expect([...focus.marks.runs]).toEqual([1, 2]);
    expect(screenOf(view, 100, 9)).toMatch(/^ ● +1 [^]*^ ● +2 [^]*^> +3 /m);
    view.press('s');
    expect(screenOf(view, 100, 9)).toMatch(/^> +3 [^]*^ ● +2 [^]*^ ● +1 /m);
    expect(view.press('o')).toEqual({ kind: 'open', tab: 6 });
  });

  it('have the selected one beside them where there is room', () => {
    const { view } = viewOfBrokenSweep();
    view.press('j');
    const wide = screenOf(view, 120, 20);
    expect(wide).toMatch(/│ run 2 {2}part tf {2}init.std=0.1 {2}seed 1/);
    expect(wide).toMatch(/│ out of memory\n/);
    expect(wide).toMatch(/│ train_loss {2}log\n/);
    expect(screenOf(view, 119, 20)).not.toContain('│ run 2');
    view.press('d');
    expect(screenOf(view, 120, 20)).not.toContain('│ run 2');
  });

  it('tell the whole error of the selected one below them where there is none', () => {
    const { view, store } = viewOfBrokenSweep();
    const client = new Database(store.path);
    const error = 'expected a tensor of 3 modes in the file target.npy, found one of 2 modes: write it again';
    client.prepare('UPDATE runs SET error = ? WHERE id = 2').run(error);
    client.close();
    view.refresh();
    expect(screenOf(view, 60, 24)).not.toContain('expected a tensor');
    view.press('j');
    const lines = screenOf(view, 60, 24).split('\n');
    const from = lines.findIndex((line) => line.startsWith('expected a tensor'));
    expect(lines.slice(from).join(' ').trim()).toBe(error);
  });

  it('have no number that is cut', () => {
    const { view } = viewOfBrokenSweep();
    for (let width = 20; width < 118; width++) {
      const head = screenOf(view, width, 9);
      expect(head.includes('reconstruction_error'), `${width}`).toBe(head.includes('0.33333'));
    }
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
    expect(asked).toMatchObject({ kind: 'ask', question: 'Cancel run 6?' });
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
    expect(screenOf(view, 118, 4)).toContain(String.raw`one\ntwo\u001b`);
  });

  it('show the metrics that are asked for', () => {
    const { view } = viewOfBrokenSweep();
    answer(view.press('m'), 'train_loss');
    expect(screenOf(view, 100, 3)).toMatch(/iteration +train_loss/);
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
