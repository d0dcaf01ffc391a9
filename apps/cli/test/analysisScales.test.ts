/** Ticks of axes that hold numbers in most cells, and none in others. */
import * as plot from '@ranksweep/plot';
import { axisOf, type PlaceValue } from '@ranksweep/search';
import { expect, it } from 'vitest';
import { readTable } from '../src/plot/analysis/readTable.ts';
import { placeTicks, planeAxisOf, planeEnds, planePlace } from '../src/plot/analysis/scales.ts';
import {
  config,
  done,
  newRun,
  newSweep,
  take,
  temporaryStore,
} from '../../../packages/store/test/support/fixtures.ts';

const axisWith = (values: readonly PlaceValue[]) =>
  axisOf(
    {
      axes: ['optimizer.momentum'],
      objectives: [{ name: 'train_loss', goal: 'minimize' }],
      points: values.map((value, cell) => ({ cell, values: [value], objectives: [0] })),
    },
    0,
    'optimizer.momentum',
    values.map(() => 0),
  );
const numbers = Array.from({ length: 50 }, (_, i) => 0.95 * (i / 49));

it('an axis of numbers that some cells lack has round numbers, and none beside them', () => {
  const axis = axisWith([...numbers, undefined]);
  const ticks = placeTicks(axis, { names: undefined, plot });
  expect(ticks.map(({ label }) => label)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', 'none']);
  expect(ticks.map(({ at }) => at)).toEqual([0, 0.2, 0.4, 0.6, 0.8, undefined].map(axis.place));
  expect(planeAxisOf(axis, { names: undefined, plot, direction: 'across' }).ticks!.at(-1)).toEqual(
    ticks.at(-1),
  );
  expect(planeEnds(axis)).toEqual([0, 1]);
  expect(planePlace(axis, 0.95)).toBeCloseTo(0.9, 10);
});

it('an axis of numbers alone is a scale', () => {
  const axis = axisWith(numbers);
  const { scale, ticks } = planeAxisOf(axis, { names: undefined, plot, direction: 'across' });
  expect([scale, ticks, planeEnds(axis), planePlace(axis, 0.5)]).toEqual([
    'linear',
    undefined,
    [0, 0.95],
    0.5,
  ]);
});

it('axes of a search lie as it draws them', () => {
  const store = temporaryStore();
  const space = {
    'init.std': { from: 0.001, to: 1 },
    'task.observed': { from: 20, to: 40, integer: true, log: true },
    'loss.kind': { choices: ['mse', 'l1'] },
  };
  const search = { minimize: 'train_loss', trials: 2, space };
  const sweepId = store.upsertSweep({
    ...newSweep,
    spec: { parts: { tune: { base: {}, axes: {}, search } } },
  });
  const runs = [0.001, 0.9].map((std, seed) =>
    newRun({ config: config({ std, seed }), part: 'tune', cell: { 'init.std': std } }),
  );
  for (const { runId } of store.registerRuns(sweepId, runs)) store.finishRun(runId, take(store, runId), done);
  const { axes, scales } = readTable(store, store.sweep(sweepId)!, 'tune', [
    { name: 'train_loss', goal: 'minimize' },
  ]);
  expect(axes).toEqual(['init.std']);
  expect([...scales!]).toEqual([
    ['init.std', 'linear'],
    ['task.observed', 'log'],
  ]);
});
