/** How long a sweep still takes, from what is known of its runs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate, type RunWork } from '../../src/progress/estimate.ts';

const NOW = 1_000_000;

const run = (changes: Partial<RunWork> = {}): RunWork => ({
  part: 'a',
  cell: 0,
  iterations: 0,
  limit: 1000,
  mayEndEarly: true,
  state: 'left',
  weight: 1,
  isAtWork: false,
  ...changes,
});

/** Ended some time ago. */
const ended = (iterations: number, ms: number, changes: Partial<RunWork> = {}): RunWork =>
  run({ iterations, state: 'ended', timed: { iterations, ms }, ...changes });

/** At work since some time. */
const atWork = (iterations: number, ms: number, changes: Partial<RunWork> = {}): RunWork =>
  run({
    iterations,
    timed: { iterations, ms },
    isAtWork: true,
    span: { fromMs: NOW - ms, toMs: NOW },
    ...changes,
  });

describe('the estimate', () => {
  it('is not known before a lane has come anywhere, nor while none is at work', () => {
    for (const runs of [[run()], [run(), ended(500, 100)], [atWork(0, 500), run()], [atWork(0, 0), run()]]) {
      const { leftMs, iterationsPerSecond } = estimate(runs, NOW);
      expect([leftMs, iterationsPerSecond]).toEqual([undefined, undefined]);
    }
  });

  it('is a bound by the iteration limits until a run has ended', () => {
    expect(estimate([atWork(100, 1000), run()], NOW)).toEqual({
      iterations: { made: 100, left: 1900 },
      iterationsPerSecond: 100,
      leftMs: 19_000,
      isBound: true,
    });
    expect(estimate([atWork(100, 1000, { mayEndEarly: false })], NOW)).toMatchObject({
      leftMs: 9000,
      isBound: false,
    });
  });

  it('has runs end where others of their cell did, else of their part, else of the sweep', () => {
    const left = (waiting: RunWork, ...others: RunWork[]): number =>
      estimate([waiting, ...others], NOW).iterations.left;
    expect(left(run(), ended(200, 1), ended(300, 1), ended(900, 1, { cell: 1 }))).toBe(250);
    expect(left(run({ cell: 2 }), ended(200, 1), ended(300, 1), ended(900, 1, { cell: 1 }))).toBe(467);
    expect(left(run({ part: 'b', limit: 10_000 }), ended(200, 1), ended(300, 1))).toBe(2500);
  });

  it('has a run that is longer than some that ended take as long as the rest of them', () => {
    const others = [ended(200, 1), ended(300, 1), ended(700, 1)];
    expect(estimate([atWork(250, 100), ...others], NOW).iterations.left).toBe(250);
    expect(estimate([atWork(400, 100), ...others], NOW).iterations.left).toBe(300);
  });

  it('has one that is longer than all of them make as many iterations again, up to its limit', () => {
    expect(estimate([atWork(400, 100), ended(200, 1)], NOW).iterations.left).toBe(400);
    expect(estimate([atWork(800, 100), ended(200, 1)], NOW).iterations.left).toBe(200);
    expect(estimate([atWork(2000, 100), ended(200, 1)], NOW)).toMatchObject({
      iterations: { made: 1200, left: 0 },
      leftMs: 0,
    });
  });

  it('shares what is left among as many lanes as work, and lasts at least as long as the longest run', () => {
    const lanes = [atWork(100, 1000), atWork(100, 1000)];
    expect(estimate([...lanes, run(), run()], NOW).leftMs).toBe((2 * 9000 + 2 * 10_000) / 2);
    expect(estimate([atWork(900, 9000), atWork(100, 9000)], NOW).leftMs).toBe(81_000);
  });

  it('weighs iterations by what they cost, where a part has not been measured', () => {
    const expensive = run({ part: 'b', weight: 50 });
    expect(estimate([atWork(1000, 1000), expensive], NOW).leftMs).toBe(50_000);
    const measured = ended(1000, 3000, { part: 'b', weight: 50 });
    expect(estimate([atWork(1000, 1000), expensive, measured], NOW).leftMs).toBe(3000);
  });

  it('goes by the last minute, where that is known', () => {
    const long = ended(1000, 100_000);
    const recent = ended(1000, 1000, { span: { fromMs: NOW - 30_000, toMs: NOW - 29_000 } });
    const waiting = run({ mayEndEarly: false });
    const fresh = atWork(0, 500);
    expect(estimate([long, recent, fresh, waiting], NOW).leftMs).toBe(2000);
    expect(estimate([long, fresh, waiting], NOW).leftMs).toBe(200_000);
  });

  it('counts the time between runs as work, and a pause of a process not', () => {
    const at = (fromMs: number, toMs: number): RunWork =>
      ended(100, toMs - fromMs, { span: { fromMs, toMs } });
    const now = atWork(100, 500);
    // Half of the time went by between two runs: what is left takes twice as long as runs do.
    const runs = [at(NOW - 2500, NOW - 2000), at(NOW - 1500, NOW - 1000), now];
    expect(estimate([...runs, run()], NOW)).toMatchObject({ iterationsPerSecond: 120 });
    expect(estimate([at(NOW - 30_000, NOW - 29_500), now, run()], NOW)).toMatchObject({
      iterationsPerSecond: 200,
    });
  });

  it('is never negative nor more than the limits allow, whatever there is', () => {
    const amount = fc.oneof(fc.nat(3000), fc.constant(0));
    const anyRun = fc
      .record({
        part: fc.constantFrom('a', 'b'),
        cell: fc.nat(2),
        iterations: amount,
        limit: amount,
        mayEndEarly: fc.boolean(),
        state: fc.constantFrom('left', 'ended', 'given up'),
        weight: fc.integer({ min: 1, max: 100 }),
        isAtWork: fc.boolean(),
        timed: fc.option(fc.record({ iterations: amount, ms: amount }), { nil: undefined }),
        span: fc.option(fc.record({ fromMs: amount, toMs: amount }), { nil: undefined }),
      })
      .map((some): RunWork => some);
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 12 }), fc.nat(4000), (runs, now) => {
        const { iterations, leftMs = 0, iterationsPerSecond = 1, isBound } = estimate(runs, now);
        expect(Math.min(iterations.made, iterations.left, leftMs)).toBeGreaterThanOrEqual(0);
        expect(iterationsPerSecond).toBeGreaterThan(0);
        expect(Number.isFinite(leftMs + iterationsPerSecond)).toBe(true);
        const most = runs
          .filter(({ state }) => state === 'left')
          .reduce((sum, run) => sum + Math.max(0, run.limit - run.iterations), 0);
        expect(iterations.left).toBeLessThanOrEqual(most);
        if (isBound) expect(iterations.left).toBe(most);
      }),
    );
  });
});
