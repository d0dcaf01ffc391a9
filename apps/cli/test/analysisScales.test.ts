/** Ticks of axes that hold numbers in most cells, and none in others. */
import * as plot from '@ranksweep/plot';
import { axisOf, type PlaceValue } from '@ranksweep/search';
import { expect, it } from 'vitest';
import { placeTicks, planeAxisOf, planeEnds, planePlace } from '../src/plot/analysis/scales.ts';

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
