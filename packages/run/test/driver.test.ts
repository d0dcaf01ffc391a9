import type { RecordConfig, StopConfig } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeBeyond } from '../src/driver/change.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../src/driver/checkpoint.ts';
import { NO_MEMORY, RunDriver, type Memory } from '../src/driver/driver.ts';
import { isKept, isMeasured } from '../src/driver/schedule.ts';
import type { Measurement } from '../src/laneKind.ts';

const metrics = ['train_loss', 'norm_1', 'norm_2'];

/** What a run would show at each iteration, measured or not. */
type Shown = readonly Measurement[];

interface Case {
  readonly stop: StopConfig;
  readonly record: RecordConfig;
  readonly shown: Shown;
}

const MOST_ITERATIONS = 60;
const shown = fc
  .array(
    fc.record({
      loss: fc.oneof(
        { weight: 40, arbitrary: fc.double({ min: 0, max: 2, noNaN: true }) },
        { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
      ),
      norm: fc.constantFrom(1, 1.01, 1.5, 3),
    }),
    { minLength: MOST_ITERATIONS + 1, maxLength: MOST_ITERATIONS + 1 },
  )
  .map((iterations) =>
    iterations.map(({ loss, norm }) => ({
      loss,
      checkedLoss: loss,
      values: Float64Array.of(loss, norm, norm / 2),
    })),
  );
const schedule = fc
  .record({
    every: fc.integer({ min: 1, max: 9 }),
    perDecade: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    onChange: fc.option(fc.constantFrom(0.05, 0.4), { nil: undefined }),
  })
  .map(({ perDecade, onChange, every }): RecordConfig => ({
    every,
    top: 2,
    perDecade,
    onChange: perDecade === undefined ? undefined : onChange,
  }));
const cases: fc.Arbitrary<Case> = fc.record({
  stop: fc.record({
    lossBelow: fc.constantFrom(0, 1, 1.8),
    patience: fc.integer({ min: 0, max: 3 }),
    checkEvery: fc.integer({ min: 1, max: 9 }),
    maxIterations: fc.integer({ min: 0, max: MOST_ITERATIONS }),
  }),
  record: schedule,
  shown,
});

interface Driven {
  readonly kept: readonly number[];
  readonly reason: string;
  readonly iteration: number;
  readonly isKept: boolean;
}

/** The definition, applied one iteration after another. */
function slowTwin({ stop, record, shown }: Case): Driven {
  const hasChanged = changeBeyond(record.onChange ?? 1, metrics);
  const kept: number[] = [];
  let below = 0;
  for (let iteration = 0; ; iteration++) {
    const { loss, values } = shown[iteration]!;
    const isLast = iteration === stop.maxIterations;
    const isCheck = iteration > 0 && iteration % stop.checkEvery === 0;
    const isSnapshot = isMeasured(record, iteration);
    const before = kept.at(-1);
    const isChange =
      record.onChange !== undefined && (before === undefined || hasChanged(shown[before]!.values, values));
    if (isSnapshot && (isKept(record, iteration) || isChange)) kept.push(iteration);
    if (isCheck) below = loss < stop.lossBelow ? below + 1 : 0;
    const isLooked = iteration === 0 || isLast || isCheck || isSnapshot;
    const reason =
      isLooked && !Number.isFinite(loss)
        ? 'non-finite-loss'
        : below > stop.patience
          ? 'loss'
          : isLast
            ? 'iteration-limit'
            : undefined;
    if (reason !== undefined) return { kept, reason, iteration, isKept: kept.at(-1) === iteration };
  }
}

/**
 * Drives a run as a lane does.
 * @param strides the most iterations of each step, one after the other
 * @param handOver whether the run is saved at an iteration and resumed under another driver
 */
function driven(
  { stop, record, shown }: Case,
  strides: readonly number[],
  handOver: (iteration: number) => boolean = () => false,
): Driven {
  const start = (iteration: number, memory: Memory): RunDriver =>
    new RunDriver({ stop, record, metrics, iteration, memory });
  let driver = start(0, NO_MEMORY);
  const kept: number[] = [];
  for (let turn = 0; ; turn++) {
    const { iteration, wanted } = driver;
    const { keeps, reason } = driver.decide(wanted === 'nothing' ? undefined : shown[iteration]!);
    if (keeps) kept.push(iteration);
    if (reason !== undefined) return { kept, reason, iteration, isKept: driver.isKept };
    if (iteration > 0 && handOver(iteration)) {
      const state = new Uint8Array(0);
      driver = start(iteration, decodeCheckpoint(encodeCheckpoint({ state, ...driver.memory }, stop), stop));
    }
    expect(driver.ahead).toBeGreaterThanOrEqual(1);
    driver.advanced(Math.min(driver.ahead, strides[turn % strides.length]!));
  }
}

const someStrides = fc.array(fc.integer({ min: 1, max: MOST_ITERATIONS }), { minLength: 1, maxLength: 5 });

describe('RunDriver', () => {
  it('keeps and stops as the definition says, however far the run goes at a time', () => {
    fc.assert(
      fc.property(cases, someStrides, (one, strides) => {
        expect(driven(one, strides)).toEqual(slowTwin(one));
      }),
      { numRuns: 400 },
    );
  });

  it('goes on from wherever the run was saved as if it had never stopped', () => {
    fc.assert(
      fc.property(cases, someStrides, fc.func(fc.boolean()), (one, strides, handOver) => {
        expect(driven(one, strides, handOver)).toEqual(slowTwin(one));
      }),
      { numRuns: 400 },
    );
  });

  it('pauses at the iteration that it is told, looked at or not, and sooner only where it ends', () => {
    fc.assert(
      fc.property(cases, fc.nat(MOST_ITERATIONS), (one, pauseAt) => {
        const { stop, record, shown } = one;
        const through = slowTwin(one);
        const driver = new RunDriver({ stop, record, metrics, iteration: 0, memory: NO_MEMORY, pauseAt });
        const kept: number[] = [];
        for (;;) {
          const { iteration, wanted } = driver;
          const { keeps, reason } = driver.decide(wanted === 'nothing' ? undefined : shown[iteration]!);
          if (keeps) kept.push(iteration);
          if (reason === undefined) {
            expect(driver.ahead).toBeGreaterThanOrEqual(1);
            driver.advanced(driver.ahead);
          } else {
            const isPaused = pauseAt < through.iteration;
            expect(reason).toBe(isPaused ? 'paused' : through.reason);
            expect(iteration).toBe(Math.min(pauseAt, through.iteration));
            expect(kept).toEqual(through.kept.filter((at) => at <= iteration));
            return;
          }
        }
      }),
    );
  });

  it('knows of a snapshot that was kept before it was saved, where the run goes no further', () => {
    const record = { every: 10, top: 1 };
    const stop = { lossBelow: 0, patience: 0, checkEvery: 10, maxIterations: 40 };
    for (const lastKept of [30, 40]) {
      const memory = { zeroLossChecks: 0, lastKept };
      const driver = new RunDriver({ stop, record, metrics, iteration: 40, memory });
      expect(driver.decide(undefined).reason).toBe('iteration-limit');
      expect(driver.isKept).toBe(lastKept === 40);
    }
  });

  it('pauses at once where it has come so far already', () => {
    const record = { every: 10, top: 1 };
    const stop = { lossBelow: 0, patience: 0, checkEvery: 10, maxIterations: 100 };
    const driver = new RunDriver({ stop, record, metrics, iteration: 40, memory: NO_MEMORY, pauseAt: 30 });
    expect(driver.wanted).toBe('nothing');
    expect(driver.decide(undefined)).toEqual({ keeps: false, reason: 'paused' });
  });
});
