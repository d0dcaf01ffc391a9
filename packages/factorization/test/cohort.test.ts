/** Runs that go on together have the bits that they have alone, and leave the traces that they leave alone. */
import type { FactorizationConfig } from '@ranksweep/core';
import type { LaneRun } from '@ranksweep/run';
import { describe, expect, it } from 'vitest';
import { configOf, type PartName } from './support/configs.ts';
import { earlierOf, ranOf, runLane, trajectory, type Disturbance } from './support/lane.ts';

const SLOTS = 7;
const parts = ['mf', 'tf', 'htf'] as const satisfies PartName[];

/** Of one task, several lengths and schedules; of ten, three come in when others have left. */
const runOf = (part: PartName, i: number): LaneRun<FactorizationConfig> => {
  const stop = { maxIterations: 60 + 37 * i, lossBelow: i % 2 === 0 ? 0 : 1e-3, checkEvery: 10 + i };
  const record = i % 3 === 0 ? { every: 5, perDecade: 2, onChange: 0.05 } : { every: 10 + 3 * i };
  const config = configOf(part, stop, record);
  return {
    key: 100 + i,
    config: { ...config, task: { ...config.task, seed: 7 }, seed: i },
    checkpoint: undefined,
  };
};
const tens = (part: (i: number) => PartName): LaneRun<FactorizationConfig>[] =>
  Array.from({ length: 10 }, (_, i) => runOf(part(i), i));

/** All but how far the lane came at a time. */
const tracesOf = (ran: ReturnType<typeof ranOf>): object => ({ ...ran, looks: undefined, saved: undefined });

/** Runs that have begun and not ended. */
function mostAtOnce({ messages }: Pick<Awaited<ReturnType<typeof runLane>>, 'messages'>): number {
  let [now, most] = [0, 0];
  for (const { kind } of messages) {
    if (kind === 'begin') now++;
    if (kind === 'end') now--;
    most = Math.max(most, now);
  }
  return most;
}

const engines = ['wasm', 'reference'] as const;

it.each(engines)('runs of other shapes wait for a program of their own, on %s', async (engine) => {
  const mixed = tens((i) => parts[Math.floor(i / 2) % 3]!);
  const together = await runLane(mixed, { engine, slots: SLOTS });
  expect(mostAtOnce(together)).toBe(2);
  for (const { key, config } of mixed) {
    const alone = await trajectory(config, undefined, { engine });
    expect(tracesOf(ranOf(together, key))).toEqual(tracesOf(alone));
  }
});

const all = engines.flatMap((engine) => parts.map((part) => ({ engine, part })));

describe.each(all)('a cohort of seven $part on $engine', ({ engine, part }) => {
  const cohort = tens(() => part);
  const options: Disturbance = { engine, slots: SLOTS };
  let ranAlone: ReturnType<typeof allAlone> | undefined;
  const allAlone = async () =>
    new Map(
      await Promise.all(
        cohort.map(
          async ({ key, config }) => [key, await trajectory(config, undefined, { engine })] as const,
        ),
      ),
    );
  const alone = () => (ranAlone ??= allAlone());

  it('gives each member the bits, snapshots and conclusions that it has alone', async () => {
    const together = await runLane(cohort, options);
    expect(mostAtOnce(together)).toBe(SLOTS);
    for (const [key, ran] of await alone()) expect(tracesOf(ranOf(together, key))).toEqual(tracesOf(ran));
  });

  it('is saved, paused and interrupted without a trace, each member by itself', async () => {
    const through = await alone();
    const pauseAfter = new Map([
      [100, 3],
      [104, 9],
    ]);
    const stopped = await runLane(
      cohort.map((run, i) => (i === 6 ? { ...run, pauseAt: 37 } : run)),
      { ...options, interruptAt: 60, pauseAfter, saveAt: (iteration) => iteration % 7 < 4 },
    );
    const rest = cohort.flatMap((run): LaneRun[] => {
      if (!stopped.messages.some(({ key }) => key === run.key)) return [run];
      const { end, reason, ...ran } = ranOf(stopped, run.key);
      if (reason !== 'interrupted' && reason !== 'paused') return [];
      return [{ ...run, checkpoint: end.checkpoint, earlier: earlierOf(ran, end.iteration) }];
    });
    expect(rest.length).toBeGreaterThan(4);
    expect(ranOf(stopped, 106)).toMatchObject({ reason: 'paused', end: { iteration: 37 } });
    const resumed = await runLane(rest, options);
    for (const { key, checkpoint, earlier = [] } of rest) {
      const { end, iterations, rows } = ranOf(resumed, key);
      expect(end).toEqual(through.get(key)!.end);
      if (checkpoint === undefined) continue;
      const before = ranOf(stopped, key);
      expect(earlier).toHaveLength(1);
      const isAtZero = iterations[0] === 0;
      expect([...(isAtZero ? [] : before.iterations), ...iterations]).toEqual(through.get(key)!.iterations);
      expect([...(isAtZero ? [] : before.rows), ...rows]).toEqual(through.get(key)!.rows);
    }
    for (const { key } of cohort.filter(({ key }) => !rest.some((one) => one.key === key))) {
      expect(tracesOf(ranOf(stopped, key))).toEqual(tracesOf(through.get(key)!));
    }
  });
});
