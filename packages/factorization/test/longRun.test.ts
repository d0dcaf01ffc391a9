/** What is told of a run with many snapshots: never more at once than is written in a short transaction. */
import type { Series } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { conclude } from '../src/conclude/conclude.ts';
import { configOf } from './support/configs.ts';
import { earlierOf, ranOf, runLane } from './support/lane.ts';

const MOST_POINTS = 17_000;

it('tells snapshots in short chunks, and derived metrics ahead of the end', async () => {
  const stop = { lossBelow: 0, maxIterations: 18_000 };
  const config = configOf('tf', stop, { every: 1, theory: true, top: 2 });
  const told = await runLane([{ key: 1, config, checkpoint: undefined }]);
  const ran = ranOf(told, 1);
  const kinds = told.messages.map(({ kind }) => kind).join(' ');
  expect(kinds).toMatch(/^begin( chunk)+( derived)+ end$/);
  for (const message of told.messages) {
    if (message.kind === 'derived') expect(message.values.length).toBeLessThan(MOST_POINTS);
    if ('snapshots' in message) expect(message.snapshots?.values.length ?? 0).toBeLessThan(MOST_POINTS);
  }
  const [whole] = earlierOf(ran, 18_000);
  const n = whole!.iterations.length;
  const series = whole!.metrics.map((metric, m) => ({
    metric,
    iterations: whole!.iterations,
    values: whole!.values.subarray(m * n, (m + 1) * n),
  }));
  const expected = conclude(config, series, undefined, 'iteration-limit');
  const parts: Series[] = [
    ...told.messages.filter(({ kind }) => kind === 'derived'),
    ...ran.end.derived!,
  ] as never;
  const pointsOf = (of: readonly Series[], name: string): number[] =>
    of.filter(({ metric }) => metric === name).flatMap(({ values }) => Array.from(values));
  for (const { metric } of expected.derived) {
    expect(pointsOf(parts, metric), metric).toEqual(pointsOf(expected.derived, metric));
  }
  expect(ran.end.finals).toEqual(expected.finals);
});
