import { describe, expect, it } from 'vitest';
import { sweepsView } from '../src/views/sweeps/sweepsView.ts';
import { addSweep, claim, contextOf, finish, screenOf, temporaryStore } from './support/stores.ts';

const focus = () => ({ sweepId: undefined, runId: undefined });
/** The time a sweep was created is today's. */
const steady = (screen: string): string => screen.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'DATE');

describe('the sweeps', () => {
  it('of a new database are none, and the screen says how to make one', () => {
    const view = sweepsView(contextOf(temporaryStore()), focus());
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
    const view = sweepsView(contextOf(store), focus());
    view.refresh();
    expect(steady(screenOf(view, 80, 5))).toMatchInlineSnapshot(`
      "  sweep  name                 status     progress          done  run  fail  left
      >     2  broken quick         ▶ running  [×≈██████▍░    ]  6/10    1     1
            1  early quick #paper   ✓ done     [██████████████]   3/3    0     0

      "
    `);
    expect(steady(screenOf(view, 160, 5))).toMatchInlineSnapshot(`
      "  sweep  name                                                                status     progress          done  run  fail  div  runs/min  left  since
      >     2  broken quick                                                        ▶ running  [×≈██████▍░    ]  6/10    1     1    1                  DATE
            1  early quick #paper                                                  ✓ done     [██████████████]   3/3    0     0    0                  DATE

      "
    `);
  });

  it('tell speed and time left of one that goes on', () => {
    const store = temporaryStore();
    const { runIds } = addSweep(store, 'a', [0.1], 10);
    store.claimRun(runIds[9]!, claim);
    let now = 0;
    const view = sweepsView({ ...contextOf(store), now: () => now }, focus());
    for (const runId of runIds.slice(0, 4)) {
      view.refresh();
      view.draw({ width: 120, height: 10 });
      finish(store, runId);
      now += 30_000;
    }
    view.refresh();
    expect(screenOf(view, 120, 2)).toMatch(/ 2\.0 +3 min 0 s/);
  });

  it('stay selected when others come', () => {
    const store = temporaryStore();
    addSweep(store, 'a', [0.1], 1);
    const selection = focus();
    const view = sweepsView(contextOf(store), selection);
    view.refresh();
    addSweep(store, 'b', [0.1], 1);
    view.refresh();
    expect(selection.sweepId).toBe(1);
    view.press('up');
    expect(selection.sweepId).toBe(2);
    expect(screenOf(view, 80, 3)).toMatch(/^> +2 +b quick/m);
  });

  it('are cancelled once that is confirmed, and run again by the command line', async () => {
    const store = temporaryStore();
    const { sweepId, runIds } = addSweep(store, 'a', [0.1], 2);
    const view = sweepsView(contextOf(store, ['true']), focus());
    view.refresh();
    const asked = view.press('c');
    if (asked?.kind !== 'ask') throw new Error('expected a question');
    expect(asked.question).toBe('cancel 2 pending and 0 running runs of sweep:1 (a)?');
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
    const view = sweepsView(contextOf(store), focus());
    view.refresh();
    const prompt = view.press('x');
    if (prompt?.kind !== 'prompt') throw new Error('expected a prompt');
    expect(prompt.accept('many')).toEqual({
      kind: 'tell',
      message: `expected a number of iterations, found 'many'`,
    });
    expect(prompt.accept('2000')).toMatchObject({ kind: 'ask', question: 'extend to 2000: sweep:1 (a)?' });
  });
});
