import type { Store } from '@ranksweep/store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { H100S, saying, withNvidiaSmi } from '../../../../packages/machine/test/support/nvidiaSmi.ts';
import { plainText } from '../../src/chart/index.ts';
import type { View } from '../../src/view.ts';
import { noFocus } from '../../src/focus.ts';
import { lanesView } from '../../src/views/lanes/lanesView.ts';
import { addSweep, claim, contextOf, screenOf, temporaryFolder, temporaryStore } from '../support/stores.ts';

const machine = () => ({ load: [1.5, 1.25, 0.75], cores: 2, usedBytes: 3e9, totalBytes: 8e9 });

/** Without graphics cards, whatever the machine has. */
beforeEach(() => void vi.stubEnv('PATH', temporaryFolder()));
afterEach(() => vi.unstubAllEnvs());

interface Clock {
  nowMs: number;
}

function open(store: Store): { view: View; clock: Clock } {
  const clock = { nowMs: 0 };
  return { view: lanesView({ ...contextOf(store), now: () => clock.nowMs }, noFocus(), { machine }), clock };
}

const shown = (view: View, width = 120, height = 9): string =>
  screenOf(view, width, height).replaceAll(String(process.pid).padStart(7), '  PID');

const take = (store: Store, runId: number, lane: string, leaseMs = claim.leaseMs): number =>
  store.claimRun(runId, { ...claim, lane, leaseMs })!.attempt;

const advance = (store: Store, runId: number, attempt: number, iteration: number): void =>
  store.appendChunk(runId, attempt, {
    metrics: ['train_loss'],
    iterations: Float64Array.of(iteration),
    values: Float64Array.of(1),
  });

/** Sees both runs advance for some seconds. */
function watched(store: Store): { view: View; clock: Clock } {
  const { view, clock } = open(store);
  addSweep(store, 'a', [0.1], 3);
  const attempts = [take(store, 1, 'lane-10'), take(store, 2, 'lane-2')];
  const startedMs = Date.parse(store.activities()[0]!.startedAt);
  for (let second = 0; second <= 4; second++) {
    attempts.forEach((attempt, i) => advance(store, i + 1, attempt, 50 * (i + 1) * second));
    clock.nowMs = startedMs + 200_400 + 1000 * second;
    view.refresh();
  }
  return { view, clock };
}

describe('the view of lanes', () => {
  it('tells of every lane what it is at, how fast it is, and what is left', () => {
    const { view, clock } = watched(temporaryStore());
    expect(view.title()).toBe('2 lanes at work');
    expect(shown(view)).toMatchInlineSnapshot(`
      "  process  lane     run  part  seed  iteration  it/s  left at most       since  GFLOP/s  waiting  device
      >   PID  lane-2     2  tf       1   400/1000   100           6 s  3 min 24 s  2.78e-4           cpu
          PID  lane-10    1  tf       0   200/1000    50          16 s  3 min 24 s  1.39e-4           cpu

      load 1.50 1.25 0.75 on 2 cores    memory 3.0 GB of 8.0 GB (38 %)



      "
    `);
    expect(shown(view, 80, 7)).toMatchInlineSnapshot(`
      "  process  lane     run  part  seed  iteration  it/s  left at most       since ›
      >   PID  lane-2     2  tf       1   400/1000   100           6 s  3 min 24 s
          PID  lane-10    1  tf       0   200/1000    50          16 s  3 min 24 s

      load 1.50 1.25 0.75 on 2 cores    memory 3.0 GB of 8.0 GB (38 %)

      "
    `);
    clock.nowMs += 60_000;
    view.refresh();
    expect(shown(view)).toMatch(/200\/1000\s+2\.42/);
  });

  it('tells of a batch of a lane the run that it is at', () => {
    const store = temporaryStore();
    const { view } = open(store);
    addSweep(store, 'a', [0.1], 4);
    const attempts = [1, 2, 3].map((runId) => take(store, runId, 'lane-1'));
    view.refresh();
    expect(shown(view)).toMatch(/lane-1 {4}1 .* 2 {2}cpu/);
    advance(store, 2, attempts[1]!, 10);
    view.refresh();
    expect(shown(view)).toMatch(/lane-1 {4}2 .* 2 {2}cpu/);
  });

  it('tells how many runs a lane advances together, and how many wait there', () => {
    const store = temporaryStore();
    const { view, clock } = open(store);
    addSweep(store, 'a', [0.1], 5);
    const attempts = [1, 2, 3, 4, 5].map((runId) => take(store, runId, 'lane-1'));
    for (const iteration of [10, 20, 30]) {
      clock.nowMs += 1000;
      for (const runId of [1, 2, 3]) advance(store, runId, attempts[runId - 1]!, iteration);
      view.refresh();
    }
    const [head, row] = shown(view, 160).split('\n');
    expect(head).toMatch(/it\/s +together/);
    expect(row).toMatch(/lane-1 +1 .* 10 +3 .* 2 {2}cpu/);
  });

  it('tells of runs that a process has left', () => {
    const store = temporaryStore();
    const { view } = open(store);
    addSweep(store, 'a', [0.1], 4);
    take(store, 1, 'lane-1');
    advance(store, 2, take(store, 2, 'lane-2', -1), 70);
    view.refresh();
    expect(view.title()).toBe('1 lane at work');
    expect(shown(view, 120, 8)).toMatchInlineSnapshot(`
      "  process  lane    run  part  seed  iteration  it/s  left at most  since  GFLOP/s  waiting  device
      >   PID  lane-1    1  tf       0     0/1000                        0 s                    cpu
           none            2  tf       1         70
      1 run is called running, and no living process has it: the next command that asks for the sweep goes on with it.

      load 1.50 1.25 0.75 on 2 cores    memory 3.0 GB of 8.0 GB (38 %)

      "
    `);
    take(store, 3, 'lane-3', -1);
    view.refresh();
    expect(shown(view)).toContain('2 runs are called running, and no living process has them');
    store.releaseDeadRuns();
    view.refresh();
    expect(shown(view)).not.toContain('called running');
  });

  it('says so where nothing is being computed', () => {
    const { view } = open(temporaryStore());
    view.refresh();
    expect(shown(view, 60, 5)).toMatchInlineSnapshot(`
      "No lane is at work.

      load 1.50 1.25 0.75 on 2 cores    memory 3.0 GB of 8.0 GB (…

      "
    `);
    expect(view.press('enter')).toBeUndefined();
  });

  it('shows graphics cards', async () => {
    withNvidiaSmi(saying(H100S.split('\n')[0]!));
    const { view } = watched(temporaryStore());
    await expect.poll(() => shown(view)).toContain('H100');
    expect(shown(view, 200, 57)).toMatchInlineSnapshot(`
      "  process  lane     run  part  seed  iteration  it/s  left at most       since  GFLOP/s  waiting  device
      >   PID  lane-2     2  tf       1   400/1000   100           6 s  3 min 24 s  2.78e-4           cpu
          PID  lane-10    1  tf       0   200/1000    50          16 s  3 min 24 s  1.39e-4           cpu

      load 1.50 1.25 0.75 on 2 cores    memory 3.0 GB of 8.0 GB (38 %)
        GPU                    busy  memory     of  temperature  power
        NVIDIA H100 80GB HBM3  97 %   13 GB  86 GB        45 °C  312 W

















































      "
    `);
  });

  it('opens the run of a lane', () => {
    const { view } = watched(temporaryStore());
    view.press('j');
    const outcome = view.press('enter');
    expect(outcome).toMatchObject({ kind: 'open', tab: 2 });
    if (outcome?.kind === 'open') expect(outcome.view?.title()).toContain('run 1');
  });

  it('shows what a file holds that somebody has written into', () => {
    const store = temporaryStore();
    const { view } = open(store);
    addSweep(store, 'a', [0.1], 1);
    store.claimRun(1, {
      ...claim,
      lane: '\u001b[2J漢',
      device: 'x'.repeat(100),
      config: { model: 1 } as never,
    });
    view.refresh();
    expect(shown(view)).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(shown(view)).toContain('漢');
  });

  it('has exactly its size', () => {
    const store = temporaryStore();
    const { view } = watched(store);
    const { runIds } = addSweep(store, 'b', [0.2], 30);
    for (const runId of runIds) take(store, runId, `lane-${runId}`, runId % 3 === 0 ? -1 : claim.leaseMs);
    view.refresh();
    fc.assert(
      fc.property(fc.nat(200), fc.nat(60), fc.constantFrom('j', 'k', 'G', 'pageUp'), (width, height, key) => {
        view.press(key);
        expect(view.draw({ width, height })).toHaveLength(height);
        const lines = plainText(view.draw({ width, height })).split('\n');
        if (height > 0) expect(lines.every((line) => line.length === width)).toBe(true);
      }),
    );
  });
});
