import { metricSet, prepareWorkload, type FactorizationConfig } from '@ranksweep/core';
import { changeBeyond, isKept } from '@ranksweep/run';
import { describe, expect, it } from 'vitest';
import { configOf as partOf } from './support/configs.ts';
import { earlierOf, trajectory } from './support/lane.ts';

const configOf = (
  stop: Partial<FactorizationConfig['stop']>,
  every = 25,
  record: Partial<FactorizationConfig['record']> = {},
): FactorizationConfig => partOf('mf', stop, { every, ...record });

describe('a run in a lane', () => {
  it('records iteration 0, multiples of record.every, and the last', async () => {
    const { end, reason, iterations } = await trajectory(configOf({ maxIterations: 110, lossBelow: 0 }, 40));
    expect(iterations).toEqual([0, 40, 80, 110]);
    expect(reason).toBe('iteration-limit');
    expect(end.iteration).toBe(110);
  });

  it('records iteration 0 of a run without iterations', async () => {
    expect((await trajectory(configOf({ maxIterations: 0 }))).iterations).toEqual([0]);
  });

  it('stops at the check at which the loss has been zero patience + 1 times in a row', async () => {
    const config = configOf({ maxIterations: 100_000, lossBelow: 1e-3, patience: 4, checkEvery: 10 }, 10);
    const { end, reason, iterations, losses } = await trajectory(config);
    expect(reason).toBe('loss');
    expect(losses.slice(-5).every((loss) => loss < 1e-3)).toBe(true);
    const belowInARow = losses
      .map((_, i) => losses.slice(Math.max(0, i - 4), i + 1))
      .filter((five) => five.length === 5 && five.every((loss) => loss < 1e-3));
    expect(belowInARow).toHaveLength(1); // the first five in a row end the run
    expect(iterations.at(-1)).toBe(end.iteration);
  });

  it('goes on from a checkpoint as if it had never stopped, its count of zero losses included', async () => {
    const config = configOf({ maxIterations: 100_000, lossBelow: 1e-3, patience: 6 });
    const through = await trajectory(config);
    const stretches = through.iterations.length;
    for (const stopAt of [1, 5, stretches - 3, stretches - 2]) {
      const first = await trajectory(config, undefined, { interruptAt: stopAt });
      expect(first.reason).toBe('interrupted');
      const second = await trajectory(config, first.end.checkpoint, {
        earlier: earlierOf(first, first.end.iteration),
      });
      expect([...first.iterations, ...second.iterations]).toEqual(through.iterations);
      expect([...first.losses, ...second.losses]).toEqual(through.losses);
      expect(second.end).toEqual(through.end);
    }
  });

  it('can be saved anywhere without a trace, and goes on from there as if it had never stopped', async () => {
    const config = configOf({ maxIterations: 400, lossBelow: 0 }, 5, { perDecade: 2, onChange: 0.05 });
    const through = await trajectory(config);
    const observed = await trajectory(config, undefined, { saveAt: (iteration) => iteration % 7 < 5 });
    expect([observed.iterations, observed.rows]).toEqual([through.iterations, through.rows]);
    expect(observed.saved.length).toBeGreaterThan(20);
    for (const { iteration, checkpoint } of observed.saved) {
      const rest = await trajectory(config, checkpoint, { earlier: earlierOf(through, iteration) });
      expect(rest.iterations).toEqual(through.iterations.filter((kept) => kept > iteration));
      expect(rest.end).toEqual(through.end);
    }
  });

  it('tells whether the last snapshot is there only because the run ended', async () => {
    const endsOnly = async (maxIterations: number): Promise<boolean | undefined> =>
      (await trajectory(configOf({ maxIterations, lossBelow: 0 }))).end.endOnly;
    expect(await endsOnly(100)).toBe(false);
    expect(await endsOnly(110)).toBe(true);
    const config = configOf({ maxIterations: 110, lossBelow: 0 });
    const first = await trajectory(config, undefined, { interruptAt: 3 });
    expect(first.end.endOnly).toBeUndefined();
    expect(
      (await trajectory(config, first.end.checkpoint, { earlier: earlierOf(first, first.end.iteration) })).end
        .endOnly,
    ).toBe(true);
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
    expect(await trajectory(config, undefined, { interruptAt: 1 })).toMatchObject({
      reason: 'interrupted',
      end: { checkpoint: expect.any(Uint8Array) },
    });
    expect((await trajectory(plain)).end.atEnd).toBeUndefined();
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
      expect(first.reason).toBe('interrupted');
      const second = await trajectory(config, first.end.checkpoint, {
        earlier: earlierOf(first, first.end.iteration),
      });
      const before = first.end.iteration === 0 ? [] : first.iterations; // 0 is recorded again
      expect([...before, ...second.iterations]).toEqual(through.iterations);
      expect(second.end).toEqual(through.end);
    }
  });

  it('are the same when a run was interrupted again and again', async () => {
    const through = await trajectory(config);
    const iterations: number[] = [];
    let ran = await trajectory(config, undefined, { interruptAt: 20 });
    iterations.push(...ran.iterations);
    while (ran.reason === 'interrupted') {
      ran = await trajectory(config, ran.end.checkpoint, { interruptAt: 20 });
      iterations.push(...ran.iterations);
    }
    expect(iterations).toEqual(through.iterations);
  });

  it('of a run that is extended are those of a longer run, and where it had ended', async () => {
    const short = configOf({ ...stop, maxIterations: 203 }, 5, record);
    const first = await trajectory(short);
    expect(first.iterations.at(-1)).toBe(203);
    const second = await trajectory(config, first.end.checkpoint, {
      earlier: earlierOf(first, first.end.iteration),
    });
    const both = [...first.iterations, ...second.iterations];
    expect(both.filter((iteration) => iteration !== 203)).toEqual((await trajectory(config)).iterations);
  });

  it('begin anew where the checkpoint is of other metrics', async () => {
    const first = await trajectory(config, undefined, { interruptAt: 150 });
    const fewer = configOf(stop, 5, { ...record, metrics: ['train_loss'] });
    const { iterations } = await trajectory(fewer, first.end.checkpoint);
    expect(iterations[0]).toBe(first.end.iteration + 5);
  });
});
