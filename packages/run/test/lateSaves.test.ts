/** Programs that save in the background say so late, when they have reported more. They may be killed right after that. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunConfig, TrajectoryChunk } from '@ranksweep/core';
import type { LaneMessage } from '../src/index.ts';
import { messagesOf } from './support/lane.ts';
import { points, script, streamingKind, type Step } from './support/streaming.ts';

const reports = (...of: readonly [iteration: number, loss: number][]): Step[] =>
  of.map(([report, loss]) => ({ report, values: { loss } }));

const run = (config: RunConfig, more: object = {}): Promise<LaneMessage[]> =>
  messagesOf([{ key: 1, config, checkpoint: undefined, ...more }], streamingKind());

/** Its rows and its end, if it is killed at every checkpoint, are those of the run that nobody disturbs. */
async function expectSameAfterKills(steps: readonly Step[], of: object): Promise<number> {
  const whole = await run(script({ steps, ...of }));
  const kills = whole.filter((message) => message.kind === 'checkpoint');
  for (const saved of kills) {
    const { iteration, checkpoint } = saved;
    const before = points(whole.slice(0, whole.indexOf(saved) + 1), iteration);
    const left = steps.filter((step) => !('report' in step) || step.report > iteration);
    const again = await run(script({ steps: left, ...of }), { checkpoint, earlier: chunksOf(before) });
    expect(joined(before, points(again))).toEqual(points(whole));
    expect(endOf(again)).toEqual(endOf(whole));
  }
  return kills.length;
}

type Points = ReturnType<typeof points>;

const joined = (a: Points, b: Points): Points =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((metric) => [
      metric,
      { ...a[metric], ...b[metric] },
    ]),
  );

/** As the store hands them to a run that goes on. */
function chunksOf(found: Points): TrajectoryChunk[] {
  const metrics = Object.keys(found);
  const iterations = [...new Set(metrics.flatMap((metric) => Object.keys(found[metric]!)))]
    .map(Number)
    .toSorted((a, b) => a - b);
  const values = metrics.flatMap((metric) => iterations.map((iteration) => found[metric]![iteration] ?? NaN));
  return [{ metrics, iterations: Float64Array.from(iterations), values: Float64Array.from(values) }];
}

function endOf(messages: readonly LaneMessage[]): object {
  const end = messages.at(-1)!;
  if (end.kind !== 'end') throw new Error(`expected an end, found ${end.kind}`);
  const { reason, iteration, events } = end;
  return { reason, iteration, events, endOnly: 'endOnly' in end && end.endOnly };
}

it('a run that goes on keeps what an undisturbed one keeps, and stops where it does', async () => {
  const steps = [
    ...reports([0, 1], [95, 1], [110, 0.01]),
    { save: 100, state: '' },
    ...reports([120, 0.01], [130, 0.01], [200, 0.01]),
  ];
  const stop = { lossBelow: 0.1, checkEvery: 10, patience: 2 };
  expect(await expectSameAfterKills(steps, { stop, record: { every: 100 } })).toBe(1);
});

it('a run that ends with what it has saved has its last snapshot, whatever its values are', async () => {
  const steps: Step[] = [
    ...reports([0, 1]),
    { report: 7, values: { loss: 2, a: NaN, b: Infinity, c: -Infinity } },
    { save: 8, state: '' },
  ];
  expect(await expectSameAfterKills(steps, { record: { every: 10 } })).toBe(1);
});

it('no run depends on how late it has saved, and when it was killed', async () => {
  const one = fc.record({
    ahead: fc.integer({ min: 1, max: 9 }),
    loss: fc.constantFrom(9, 9, 1, 1, 1),
    /** Another metric, of this snapshot or, late, of the one before. */
    test: fc.constantFrom(undefined, 4, NaN, -Infinity),
    isLate: fc.boolean(),
    /** How far behind it says that it has saved, if it does. */
    saves: fc.option(fc.nat(15), { nil: undefined }),
  });
  let kills = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(one, { maxLength: 25 }),
      fc.record({ every: fc.integer({ min: 1, max: 12 }), perDecade: fc.constantFrom(undefined, 3) }),
      fc.record({
        lossBelow: fc.constantFrom(0, 2),
        patience: fc.nat(3),
        checkEvery: fc.constantFrom(1, 2),
        when: fc.constantFrom(undefined, 'loss < 2 && iteration > 20'),
      }),
      async (drawn, record, stop) => {
        const steps: Step[] = [];
        let [iteration, saved] = [0, -1];
        for (const { ahead, loss, test, isLate, saves } of drawn) {
          const before = iteration;
          iteration += ahead;
          steps.push({ report: iteration, values: { loss } });
          if (test !== undefined) steps.push({ report: isLate ? before : iteration, values: { test } });
          if (saves === undefined || iteration - saves < saved) continue;
          saved = Math.max(iteration - saves, 0);
          steps.push({ save: saved, state: '' });
        }
        kills += await expectSameAfterKills(steps, { record, stop });
      },
    ),
  );
  expect(kills).toBeGreaterThan(100);
});
