import { metricSet, prepareWorkload, type RunConfig, type TrajectoryChunk } from '@ranksweep/core';
import { createEngine, initialState } from '@ranksweep/engine';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, type RunCheckpoint } from '../src/checkpoint.ts';
import { runTrajectory, type TrajectoryEnd } from '../src/trajectory.ts';
import { smallSweep } from './support/sweeps.ts';

interface Ran {
  readonly end: Omit<TrajectoryEnd, 'snapshots'>;
  /** Names of what the snapshots hold. */
  readonly metrics: readonly string[];
  readonly iterations: number[];
  readonly losses: number[];
}

async function trajectory(config: RunConfig, start?: RunCheckpoint, interruptAt = Infinity): Promise<Ran> {
  const workload = prepareWorkload(config);
  const { network } = workload;
  const engine = createEngine('wasm');
  const shape = { network, loss: config.loss, optimizer: config.optimizer, cohort: 1 };
  const program = await engine.compile(shape, (await engine.devices())[0]!);
  const begin = start ?? { state: initialState(workload), zeroLossChecks: 0 };
  await program.load([{ workload, state: begin.state }]);
  const chunks: TrajectoryChunk[] = [];
  let asked = 0;
  const ended = await runTrajectory(program, workload, metricSet(config, network), begin, {
    onChunk: (chunk) => chunks.push(chunk),
    isInterrupted: () => ++asked > interruptAt,
  });
  const { snapshots, ...end } = ended;
  if (snapshots !== undefined) chunks.push(snapshots);
  return {
    end,
    metrics: [...new Set(chunks.flatMap(({ metrics }) => metrics))],
    iterations: chunks.flatMap((chunk) => [...chunk.iterations]),
    losses: chunks.flatMap(({ values, iterations }) => [...values.subarray(0, iterations.length)]),
  };
}

const configOf = (stop: Partial<RunConfig['stop']>, every = 25): RunConfig => {
  const { config } = smallSweep(['mf'], { record: { every } }).runs[0]!;
  return { ...config, stop: { ...config.stop, ...stop } };
};

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
      const first = await trajectory(config, undefined, stopAt);
      expect(first.end.reason).toBe('interrupted');
      const saved = decodeCheckpoint(encodeCheckpoint(first.end.checkpoint, config.stop), config.stop);
      const second = await trajectory(config, saved);
      expect([...first.iterations, ...second.iterations]).toEqual(through.iterations);
      expect([...first.losses, ...second.losses]).toEqual(through.losses);
      expect(second.end).toEqual(through.end);
    }
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
    expect((await trajectory(config, undefined, 1)).end).toMatchObject({
      reason: 'interrupted',
      atEnd: undefined,
    });
    expect((await trajectory(plain)).end.atEnd).toBeUndefined();
  });

  it('counts zero losses anew when the rule has changed', () => {
    const config = configOf({});
    const state = initialState(prepareWorkload(config));
    const bytes = encodeCheckpoint({ state, zeroLossChecks: 3 }, config.stop);
    expect(decodeCheckpoint(bytes, config.stop).zeroLossChecks).toBe(3);
    expect(decodeCheckpoint(bytes, { ...config.stop, lossBelow: 1 }).zeroLossChecks).toBe(0);
  });
});
