import { metricSet, prepareWorkload, type RunConfig, type TrajectoryChunk } from '@ranksweep/core';
import { createEngine, initialState } from '@ranksweep/engine';
import { describe, expect, it } from 'vitest';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  type RunCheckpoint,
  changeBeyond,
  isKept,
  runTrajectory,
  type SavedPoint,
  type TrajectoryEnd,
} from '@ranksweep/run';
import { smallSweep } from './support/sweeps.ts';

interface Ran {
  readonly end: Omit<TrajectoryEnd, 'snapshots'>;
  /** Names of what the snapshots hold. */
  readonly metrics: readonly string[];
  readonly iterations: number[];
  readonly losses: number[];
  /** Metrics, by snapshot. */
  readonly rows: Float64Array[];
  /** Iterations at which the program was asked for its loss. */
  readonly looks: number[];
}

interface Disturbance {
  /** How often the run is asked before it is interrupted. */
  readonly interruptAt?: number;
  /** Iterations at which it is saved. */
  readonly saveAt?: (iteration: number) => boolean;
  /** Receives what is saved. */
  readonly points?: SavedPoint[];
}

async function trajectory(
  config: RunConfig,
  start?: RunCheckpoint,
  { interruptAt = Infinity, saveAt = () => false, points = [] }: Disturbance = {},
): Promise<Ran> {
  const workload = prepareWorkload(config);
  const { network } = workload;
  const engine = createEngine('wasm');
  const shape = { network, loss: config.loss, optimizer: config.optimizer, cohort: 1 };
  const program = await engine.compile(shape, (await engine.devices())[0]!);
  const begin = start ?? { state: initialState(workload), zeroLossChecks: 0, lastKept: -1 };
  await program.load([{ workload, state: begin.state }]);
  const stops = [begin.state.iteration];
  const advance = program.advance.bind(program);
  program.advance = (iterations) => {
    stops.push(stops.at(-1)! + iterations);
    return advance(iterations);
  };
  const looks: number[] = [];
  const measure = program.measure.bind(program);
  program.measure = (metrics) => {
    looks.push(stops.at(-1)!);
    return measure(metrics);
  };
  const chunks: TrajectoryChunk[] = [];
  let asked = 0;
  const ended = await runTrajectory(program, workload, metricSet(config, network), begin, {
    onChunk: (chunk) => chunks.push(chunk),
    isInterrupted: () => ++asked > interruptAt,
    isCheckpointDue: () => saveAt(stops.at(-1)!),
    onCheckpoint: (point) => {
      if (point.snapshots !== undefined) chunks.push(point.snapshots);
      points.push(point);
    },
  });
  const { snapshots, ...end } = ended;
  if (snapshots !== undefined) chunks.push(snapshots);
  return {
    end,
    metrics: [...new Set(chunks.flatMap(({ metrics }) => metrics))],
    iterations: chunks.flatMap((chunk) => [...chunk.iterations]),
    losses: chunks.flatMap(({ values, iterations }) => [...values.subarray(0, iterations.length)]),
    rows: chunks.flatMap(({ metrics, values, iterations }) =>
      Array.from(iterations, (_, i) =>
        Float64Array.from(metrics, (_name, m) => values[m * iterations.length + i]!),
      ),
    ),
    looks,
  };
}

const configOf = (
  stop: Partial<RunConfig['stop']>,
  every = 25,
  record: Partial<RunConfig['record']> = {},
): RunConfig => {
  const { config } = smallSweep(['mf'], { record: { every, ...record } }).runs[0]!;
  return { ...config, stop: { ...config.stop, ...stop } };
};

/** As another process would read it. */
const saved = ({ checkpoint }: Pick<SavedPoint, 'checkpoint'>, { stop }: RunConfig): RunCheckpoint =>
  decodeCheckpoint(encodeCheckpoint(checkpoint, stop), stop);

describe('runTrajectory', () => {
  it('records iteration 0, multiples of record.every, and the last', async () => {
    const { end, iterations } = await trajectory(configOf({ maxIterations: 110, lossBelow: 0 }, 40));
    expect(iterations).toEqual([0, 40, 80, 110]);
    expect(end.reason).toBe('iteration-limit');
    expect(end.checkpoint.state.iteration).toBe(110);
  });

  it('records iteration 0 of a run without iterations', async () => {
    expect((await trajectory(configOf({ maxIterations: 0 }))).iterations).toEqual([0]);
  });

  it('stops at the check at which the loss has been zero patience + 1 times in a row', async () => {
    const config = configOf({ maxIterations: 100_000, lossBelow: 1e-3, patience: 4, checkEvery: 10 }, 10);
    const { end, iterations, losses } = await trajectory(config);
    expect(end.reason).toBe('loss');
    expect(losses.slice(-5).every((loss) => loss < 1e-3)).toBe(true);
    const belowInARow = losses
      .map((_, i) => losses.slice(Math.max(0, i - 4), i + 1))
      .filter((five) => five.length === 5 && five.every((loss) => loss < 1e-3));
    expect(belowInARow).toHaveLength(1); // the first five in a row end the run
    expect(iterations.at(-1)).toBe(end.checkpoint.state.iteration);
  });

  it('goes on from a checkpoint as if it had never stopped, its count of zero losses included', async () => {
    const config = configOf({ maxIterations: 100_000, lossBelow: 1e-3, patience: 6 });
    const through = await trajectory(config);
    const stretches = through.iterations.length;
    for (const stopAt of [1, 5, stretches - 3, stretches - 2]) {
      const first = await trajectory(config, undefined, { interruptAt: stopAt });
      expect(first.end.reason).toBe('interrupted');
      const second = await trajectory(config, saved(first.end, config));
      expect([...first.iterations, ...second.iterations]).toEqual(through.iterations);
      expect([...first.losses, ...second.losses]).toEqual(through.losses);
      expect(second.end).toEqual(through.end);
    }
  });

  it('can be saved anywhere without a trace, and goes on from there as if it had never stopped', async () => {
    const config = configOf({ maxIterations: 400, lossBelow: 0 }, 5, { perDecade: 2, onChange: 0.05 });
    const through = await trajectory(config);
    const points: SavedPoint[] = [];
    const observed = await trajectory(config, undefined, {
      saveAt: (iteration) => iteration % 7 < 5,
      points,
    });
    expect([observed.iterations, observed.rows]).toEqual([through.iterations, through.rows]);
    expect(points.length).toBeGreaterThan(20);
    for (const point of points) {
      const { iteration } = point.checkpoint.state;
      const rest = await trajectory(config, saved(point, config));
      expect(rest.iterations).toEqual(through.iterations.filter((kept) => kept > iteration));
      expect(rest.end).toEqual(through.end);
    }
  });

  it('tells whether the last snapshot is there only because the run ended', async () => {
    const endsOnly = async (maxIterations: number): Promise<boolean> =>
      (await trajectory(configOf({ maxIterations, lossBelow: 0 }))).end.endOnly;
    expect(await endsOnly(100)).toBe(false);
    expect(await endsOnly(110)).toBe(true);
    const config = configOf({ maxIterations: 110, lossBelow: 0 });
    const first = await trajectory(config, undefined, { interruptAt: 3 });
    expect(first.end.endOnly).toBe(false);
    expect((await trajectory(config, saved(first.end, config))).end.endOnly).toBe(true);
  });

  it('measures at the end what is for the end only, and nothing where it is interrupted', async () => {
    const plain = configOf({ maxIterations: 90, lossBelow: 0 });
    const config = { ...plain, record: { ...plain.record, metrics: ['train_loss', 'cp_rank'] } };
    const { end, metrics, iterations } = await trajectory(config);
    expect(end.atEnd).toMatchObject({ metrics: ['cp_rank'], iterations: Float64Array.of(90) });
    expect(end.atEnd!.values).toHaveLength(1);
    expect(end.atEnd!.values[0]).toBeGreaterThanOrEqual(1);
    expect(metrics).toEqual(['train_loss']);
    expect(iterations).toEqual([0, 25, 50, 75, 90]);
    expect((await trajectory(config, undefined, { interruptAt: 1 })).end).toMatchObject({
      reason: 'interrupted',
      atEnd: undefined,
    });
    expect((await trajectory(plain)).end.atEnd).toBeUndefined();
  });

  it('counts zero losses anew when the rule has changed', () => {
    const config = configOf({});
    const state = initialState(prepareWorkload(config));
    const bytes = encodeCheckpoint({ state, zeroLossChecks: 3, lastKept: 50 }, config.stop);
    expect(decodeCheckpoint(bytes, config.stop).zeroLossChecks).toBe(3);
    expect(decodeCheckpoint(bytes, { ...config.stop, lossBelow: 1 }).zeroLossChecks).toBe(0);
  });
});

describe('a logarithmic schedule', () => {
  it('is recorded, with 0 and the last iteration', async () => {
    const config = configOf({ maxIterations: 450, lossBelow: 0 }, 1, { perDecade: 3 });
    const { iterations } = await trajectory(config);
    expect(iterations).toEqual([0, 1, 3, 5, 10, 22, 47, 100, 216, 450]);
  });

  it('has the loss looked at for snapshots, checks and every 1000 iterations alone', async () => {
    const stop = { maxIterations: 3000, lossBelow: 0, checkEvery: 800 };
    const { looks } = await trajectory(configOf(stop, 10, { perDecade: 1 }));
    expect([...new Set(looks)]).toEqual([0, 10, 100, 800, 1000, 1600, 2000, 2400, 3000]);
  });
});

describe('snapshots on change', () => {
  const record = { perDecade: 2, onChange: 0.05 };
  const stop = { maxIterations: 2000, lossBelow: 0 };
  const config = configOf(stop, 5, record);
  const names = metricSet(config, prepareWorkload(config).network).names;

  it('are those of the schedule, and those that differ from the one before by more than the share', async () => {
    const dense = await trajectory(configOf(stop, 5));
    const hasChanged = changeBeyond(record.onChange, names);
    let kept = dense.rows[0]!;
    const expected = dense.iterations.filter((iteration, i) => {
      const isDue = isKept(config.record, iteration) || hasChanged(kept, dense.rows[i]!);
      if (isDue) kept = dense.rows[i]!;
      return isDue || iteration === 2000;
    });
    const { iterations, rows } = await trajectory(config);
    expect(iterations).toEqual(expected);
    expect(rows).toEqual(expected.map((iteration) => dense.rows[iteration / 5]));
    const scheduled = iterations.filter((iteration) => isKept(config.record, iteration));
    expect(scheduled.length).toBeLessThan(iterations.length / 2);
    expect(iterations.length).toBeLessThan(0.7 * dense.iterations.length);
  });

  it('are the same when a run was interrupted, wherever that was', async () => {
    const through = await trajectory(config);
    for (const stopAt of [0, 1, 2, 7, 30, 77, 150, 399]) {
      const first = await trajectory(config, undefined, { interruptAt: stopAt });
      expect(first.end.reason).toBe('interrupted');
      const second = await trajectory(config, saved(first.end, config));
      const before = first.end.checkpoint.state.iteration === 0 ? [] : first.iterations; // 0 is recorded again
      expect([...before, ...second.iterations]).toEqual(through.iterations);
      expect(second.end).toEqual(through.end);
    }
  });

  it('are the same when a run was interrupted again and again', async () => {
    const through = await trajectory(config);
    const iterations: number[] = [];
    let ran = await trajectory(config, undefined, { interruptAt: 20 });
    iterations.push(...ran.iterations);
    while (ran.end.reason === 'interrupted') {
      ran = await trajectory(config, saved(ran.end, config), { interruptAt: 20 });
      iterations.push(...ran.iterations);
    }
    expect(iterations).toEqual(through.iterations);
  });

  it('of a run that is extended are those of a longer run, and where it had ended', async () => {
    const short = configOf({ ...stop, maxIterations: 203 }, 5, record);
    const first = await trajectory(short);
    expect(first.iterations.at(-1)).toBe(203);
    const second = await trajectory(config, saved(first.end, short));
    const both = [...first.iterations, ...second.iterations];
    expect(both.filter((iteration) => iteration !== 203)).toEqual((await trajectory(config)).iterations);
  });

  it('begin anew where the checkpoint is of other metrics', async () => {
    const first = await trajectory(config, undefined, { interruptAt: 150 });
    const fewer = configOf(stop, 5, { ...record, metrics: ['train_loss'] });
    const { iterations } = await trajectory(fewer, saved(first.end, config));
    expect(iterations[0]).toBe(first.end.checkpoint.state.iteration + 5);
  });
});

describe('a checkpoint', () => {
  const config = configOf({});
  const state = initialState(prepareWorkload(config));

  it('holds what changes are measured from', () => {
    for (const reference of [undefined, Float64Array.of(1, NaN, -3), new Float64Array(0)]) {
      const checkpoint = { state, zeroLossChecks: 3, lastKept: -1, reference };
      const bytes = encodeCheckpoint(checkpoint, config.stop);
      expect(decodeCheckpoint(bytes, config.stop)).toEqual(checkpoint);
      // Wherever the bytes lie.
      const shifted = new Uint8Array(bytes.length + 1);
      shifted.set(bytes, 1);
      expect(decodeCheckpoint(shifted.subarray(1), config.stop)).toEqual(checkpoint);
    }
  });

  it.each([0, 7, 8, 30])('of %i bytes is none', (length) => {
    const bytes = encodeCheckpoint({ state, zeroLossChecks: 0, lastKept: 0 }, config.stop).subarray(
      0,
      length,
    );
    expect(() => decodeCheckpoint(bytes, config.stop)).toThrow(RangeError);
  });
});
