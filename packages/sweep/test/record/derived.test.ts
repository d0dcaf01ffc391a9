/** What is derived from whole trajectories: of the run as it is now, however it came there. */
import type { Store } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { results, run, smallSweep, temporaryStore } from '../support/sweeps.ts';

const until = (maxIterations: number) =>
  smallSweep(['mf', 'tf', 'htf'], {
    stop: { lossBelow: 0, maxIterations },
    record: { every: 20, top: 3, theory: true },
  });

/** Derived metrics of a run, each with its iterations. */
const derivedOf = (store: Store, runId: number): Map<string, number[]> =>
  new Map(
    store
      .trajectory(runId, '*')
      .filter(({ metric }) => /^(predicted|growth|theoretical)_|_drift$/.test(metric))
      .map(({ metric, iterations }) => [metric, [...iterations]]),
  );

it('is of the whole run when it has been extended: no point and no final of the shorter one is left', async () => {
  const [extended, longer] = [temporaryStore(), temporaryStore()];
  const { sweepId } = await run(extended, until(1000));
  const runIds = extended.runsOfSweep(sweepId).map(({ runId }) => runId);
  const before = runIds.map((runId) => derivedOf(extended, runId));
  const atEnd = before.flatMap((derived) =>
    [...derived].filter(([metric]) => !metric.startsWith('predicted_')),
  );
  expect(atEnd.length).toBeGreaterThan(20);
  atEnd.forEach(([metric, iterations]) => expect(iterations, metric).toEqual([1000]));
  expect(before.filter((derived) => derived.has('predicted_component_norm_1'))).toHaveLength(2);

  const result = await run(extended, until(2000));
  expect(result.reused).toBe(0);
  expect(extended.runsOfSweep(result.sweepId).map(({ runId }) => runId)).toEqual(runIds);
  for (const runId of runIds) {
    for (const [metric, iterations] of derivedOf(extended, runId)) {
      expect(iterations.at(-1), metric).toBe(2000);
      if (!metric.startsWith('predicted_')) expect(iterations, metric).toHaveLength(1);
    }
    for (const { metric, values } of extended.trajectory(runId, '*')) {
      expect(extended.finals(runId).get(metric), metric).toBe(values.at(-1));
    }
  }
  expect(results(extended, result)).toEqual(results(longer, await run(longer, until(2000))));
});

it.each([
  { when: 'from its beginning on', finishedBefore: 0 },
  { when: 'while it was extended', finishedBefore: 1000 },
])('is the same, to the bit, when the run was interrupted $when', async ({ finishedBefore }) => {
  const [stopped, undisturbed] = [temporaryStore(), temporaryStore()];
  if (finishedBefore > 0) await run(stopped, until(finishedBefore));
  const sweep = until(20_000);
  const controller = new AbortController();
  const first = await run(stopped, sweep, {
    signal: controller.signal,
    observer: { progressed: () => controller.abort() },
  });
  expect(first.outcomes.interrupted).toBeGreaterThan(0);
  const reached = stopped.runsOfSweep(first.sweepId).map(({ iterations }) => iterations);
  expect(Math.max(...reached)).toBeGreaterThan(finishedBefore);
  const second = await run(stopped, sweep);
  expect(second.outcomes.interrupted).toBe(0);
  expect(results(stopped, second)).toEqual(results(undisturbed, await run(undisturbed, sweep)));
  for (const { runId } of stopped.runsOfSweep(second.sweepId)) {
    expect(derivedOf(stopped, runId).size).toBeGreaterThan(3);
  }
});
