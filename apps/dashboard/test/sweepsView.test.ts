import { progressText } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { noFocus } from '../src/focus.ts';
import { sweepsView } from '../src/views/sweeps/sweepsView.ts';
import { addSweep, claim, contextOf, finish, screenOf, temporaryStore } from './support/stores.ts';

/** The time a sweep was created is today's. */
const steady = (screen: string): string => screen.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'DATE');

describe('the sweeps', () => {
  it('of a new database are none, and the screen says how to make one', () => {
    const view = sweepsView(contextOf(temporaryStore()), noFocus());
    view.refresh();
    expect(screenOf(view, 60, 4)).toMatchInlineSnapshot(`
      "
        No sweeps yet. In another terminal:
          npx ranksweep run
      "
    `);
  });

  it('show how far they are and what is wrong', () => {
    const store = temporaryStore();
    const early = addSweep(store, 'early', [0.1], 3);
    early.runIds.forEach((runId) => finish(store, runId));
    store.finishSweep(early.sweepId);
    const broken = addSweep(store, 'broken', [0.2, 0.3], 5);
    broken.runIds.slice(0, 4).forEach((runId) => finish(store, runId));
    finish(store, broken.runIds[4]!, 'failed');
    finish(store, broken.runIds[5]!, 'diverged');
    store.claimRun(broken.runIds[6]!, claim);
    store.changeTags(early.sweepId, { add: ['paper'], remove: [] });
    const view = sweepsView(contextOf(store), noFocus());
    view.refresh();
    expect(steady(screenOf(view, 80, 5))).toMatchInlineSnapshot(`
      "  sweep  name                status     progress          done  run  fail  left
      >     2  broken quick        ▶ running  [×∞██████▍░    ]  4/10    1     1
            1  early quick #paper  ✓ done     [██████████████]   3/3    0     0
        finished 6 of 10 runs: 4 done, 1 diverged, 1 failed; 1 running
        6K iterations, about 4K left, time not known yet"
    `);
    expect(steady(screenOf(view, 160, 5))).toMatchInlineSnapshot(`
      "  sweep  name                status     progress          done  run  fail  div  canc  it/s  left  since
      >     2  broken quick        ▶ running  [×∞██████▍░    ]  4/10    1     1    1     0              DATE
            1  early quick #paper  ✓ done     [██████████████]   3/3    0     0    0     0              DATE
        finished 6 of 10 runs: 4 done, 1 diverged, 1 failed; 1 running; 6K iterations, about 4K left, time not known yet
      "
    `);
  });

  it('are called by what can be typed for them', () => {
    const store = temporaryStore();
    for (const specHash of ['older', 'newer']) {
      store.upsertSweep({ name: 'a', definition: 'a', preset: 'quick', spec: {}, specHash });
    }
    const view = sweepsView(contextOf(store), noFocus());
    view.refresh();
    expect(screenOf(view, 80, 5)).toMatch(/ 2 {2}a quick .*\n +1 {2}a@2 quick/);
  });

  it('tell speed and time left of one that goes on, as the command does', () => {
    const store = temporaryStore();
    const { sweepId, runIds } = addSweep(store, 'a', [0.1], 10);
    const { attempt } = store.claimRun(runIds[9]!, claim)!;
    let now = Date.parse(store.activities()[0]!.startedAt) + 10_000;
    const view = sweepsView({ ...contextOf(store), now: () => now }, noFocus());
    const shown = (): string => screenOf(view, 130, 4);
    view.refresh();
    expect(shown()).toContain(
      'finished 0 of 10 runs; 1 running; 0 iterations, at most 10K left, time not known yet',
    );
    store.appendChunk(runIds[9]!, attempt, {
      metrics: ['train_loss'],
      iterations: Float64Array.of(250),
      values: Float64Array.of(1),
    });
    view.refresh();
    expect(shown()).toMatch(/ 0\/10 +1 +0 +0 +0 +25 +at most 6 min 30 s/);
    expect(shown()).toContain(progressText(store.sweepProgress(sweepId, now)));
    expect(shown()).toContain('1 running; 250 iterations, 25/s, at most 9.75K and 6 min 30 s left');
    expect(screenOf(view, 80, 4)).toContain('  at most 6 min 30 s\n'); // whole, and the bar gives way
    now += 10_000; // nothing is written, and the time goes on
    expect(shown()).toMatch(/ 12\.5 +at most 13 min 0 s/);
  });

  it('count what was cancelled apart from what is done, also once it is filled', () => {
    const store = temporaryStore();
    const { sweepId, runIds } = addSweep(store, 'a', [0.1], 27);
    runIds.slice(0, 18).forEach((runId) => finish(store, runId));
    store.cancelRuns(runIds);
    store.finishSweep(sweepId);
    const view = sweepsView(contextOf(store), noFocus());
    view.refresh();
    expect(screenOf(view, 100, 3)).toMatch(/- cancelled +\[----██████████\] +18\/27 +0 +0 +0 +9\n/);
    expect(screenOf(view, 100, 3)).toContain('finished 27 of 27 runs: 18 done, 9 cancelled');
    addSweep(store, 'a', [0.1], 27);
    store.reopenRuns(runIds);
    store.claimRun(runIds[20]!, claim);
    view.refresh();
    expect(screenOf(view, 100, 3)).toMatch(/▶ running +\[█████████▎░   \] +18\/27 +1 +0 +0 +0\n/);
    expect(screenOf(view, 100, 3)).toContain('finished 18 of 27 runs: 18 done; 1 running');
  });

  it('stay selected when others come', () => {
    const store = temporaryStore();
    addSweep(store, 'a', [0.1], 1);
    const selection = noFocus();
    const view = sweepsView(contextOf(store), selection);
    view.refresh();
    addSweep(store, 'b', [0.1], 1);
    view.refresh();
    expect(selection.sweepId).toBe(1);
    view.press('up');
    expect(selection.sweepId).toBe(2);
    expect(screenOf(view, 80, 3)).toMatch(/^> +2 +b quick/m);
  });

  it('are filtered while one types, and marked', () => {
    const store = temporaryStore();
    for (const name of ['alpha', 'beta', 'alphabet']) addSweep(store, name, [0.1], 1);
    store.changeTags(2, { add: ['paper'], remove: [] });
    const focus = noFocus();
    const view = sweepsView(contextOf(store), focus);
    view.refresh();
    const names = (): string[] =>
      [...screenOf(view, 80, 9).matchAll(/ (\w+) quick/g)].map(([, name]) => name!);
    view.press('G');
    const prompt = view.press('/');
    if (prompt?.kind !== 'prompt') throw new Error('expected a prompt');
    prompt.change?.('alpha');
    expect(names()).toEqual(['alphabet', 'alpha']);
    prompt.change?.('name=alpha');
    expect(names()).toEqual(['alpha']);
    prompt.change?.('#paper');
    expect(names()).toEqual(['beta']);
    expect(focus.sweepId).toBe(2);
    prompt.change?.('#nothing');
    expect(screenOf(view, 80, 9)).toContain('no rows   filter: #nothing');
    expect(focus.sweepId).toBe(2);
    prompt.leave?.();
    expect(names()).toEqual(['alphabet', 'beta', 'alpha']);
    expect(focus.sweepId).toBe(1);
    void prompt.accept('beta');
    view.press(' ');
    expect([...focus.marks.sweeps]).toEqual([2]);
    view.escape?.()?.act();
    expect(screenOf(view, 80, 9)).toMatch(/^>● +2 +beta/m);
    expect(view.press('o')).toEqual({ kind: 'open', tab: 6 });
  });

  it('are cancelled once that is confirmed, and run again by the command line', async () => {
    const store = temporaryStore();
    const { sweepId, runIds } = addSweep(store, 'a', [0.1], 2);
    const view = sweepsView(contextOf(store, ['true']), noFocus());
    view.refresh();
    const asked = view.press('c');
    if (asked?.kind !== 'ask') throw new Error('expected a question');
    expect(asked.question).toBe('Cancel 2 pending and 0 running runs of sweep:1 (a)?');
    expect(runIds.map((runId) => store.run(runId)!.status)).toEqual(['pending', 'pending']);
    expect(await asked.act()).toBe('2 runs cancelled.');
    expect(runIds.map((runId) => store.run(runId)!.status)).toEqual(['cancelled', 'cancelled']);
    expect(store.sweep(sweepId)!.status).toBe('cancelled');
    const fill = view.press('f');
    expect(fill).toMatchObject({ kind: 'ask', question: 'fill: sweep:1 (a)?' });
    if (fill?.kind === 'ask')
      expect(await fill.act()).toContain('Started fill-1; it goes on without the dashboard.');
  });

  it('are extended to a number that is asked for', () => {
    const store = temporaryStore();
    addSweep(store, 'a', [0.1], 1);
    const view = sweepsView(contextOf(store), noFocus());
    view.refresh();
    const prompt = view.press('x');
    if (prompt?.kind !== 'prompt') throw new Error('expected a prompt');
    expect(prompt.accept('many')).toEqual({
      kind: 'tell',
      message: `expected a number of iterations or epochs, found 'many'`,
    });
    expect(prompt.accept('2000')).toMatchObject({ kind: 'ask', question: 'extend to 2000: sweep:1 (a)?' });
    expect(prompt.accept('100 epochs')).toMatchObject({ question: 'extend to 100 epochs: sweep:1 (a)?' });
  });
});
