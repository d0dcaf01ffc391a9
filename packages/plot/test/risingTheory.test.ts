import { expect, it } from 'vitest';
import type { Curve } from '../src/index.ts';
import { whileRising, within } from '../src/drawn/risingTheory.ts';

const curve = (values: readonly number[], rest: Partial<Curve> = {}): Curve => ({
  rank: 1,
  seed: 0,
  iterations: values.map((_, i) => 25 * i),
  values,
  ...rest,
});

it('ends a theory where the curve of its seed and rank has first risen', () => {
  const measured = [
    curve([0, 1, 9.6, 8, 10]),
    curve([0, 0, 0, 2, 2], { rank: 2 }),
    curve([0, 5], { seed: 1 }),
  ];
  const theory = [
    curve([1, 8, Infinity, 1e9], { iterations: [25, 50, 75, 100] }),
    curve([0, 0, 0, 1, 3], { rank: 2 }),
  ];
  const [first, second] = whileRising(theory, measured);
  expect(first).toMatchObject({ rank: 1, iterations: [25, 50], values: [1, 8] });
  expect(second).toMatchObject({ rank: 2, iterations: [0, 25, 50, 75], values: [0, 0, 0, 1] });
});

it('takes 95 % of the last value for risen, and no less', () => {
  const measured = curve([0, 60, 94, 95, 100]);
  expect(whileRising([curve([1, 2, 3, 4, 5])], [measured])).toMatchObject([{ values: [1, 2, 3, 4] }]);
});

it('keeps a theory of a curve that falls, or that was not measured', () => {
  const theory = [curve([3, 2, 1])];
  expect(whileRising(theory, [curve([3, 2, 2])])).toEqual(theory);
  expect(whileRising(theory, [])).toEqual(theory);
});

const identity = (value: number): number => value;

it('cuts a theory where it leaves the range of what was measured, with a point on the edge', () => {
  const left = within(curve([0, 1, 5, 9, 3]), { least: 0, most: 3 }, identity);
  expect(left.iterations).toEqual([0, 25, 37.5, 50, 75, 100]);
  expect(left.values).toEqual([0, 1, 3, NaN, NaN, 3]);
});

it('draws the stretch between the edges of a theory that leaps over all of the range', () => {
  const { iterations, values } = within(curve([-1, 3, -1]), { least: 0, most: 2 }, identity);
  expect(iterations).toEqual([0, 6.25, 18.75, 25, 31.25, 43.75, 50]);
  expect(values).toEqual([NaN, 0, 2, NaN, 2, 0, NaN]);
});

it('finds the edge where the axis has it', () => {
  const left = within(curve([1, 100]), { least: 0.1, most: 10 }, Math.log);
  expect(left.iterations).toEqual([0, 12.5, 25]);
});

it('cuts off what is infinite, and zero on a logarithmic axis, without a point that was not there', () => {
  expect(within(curve([1, Infinity, 2]), { least: 0, most: 3 }, identity).values).toEqual([1, NaN, 2]);
  expect(within(curve([1, 0, 2]), { least: 0.5, most: 3 }, Math.log).values).toEqual([1, NaN, 2]);
});

it('keeps all of a theory within the range', () => {
  expect(within(curve([1, 2, 3]), { least: 1, most: 3 }, identity)).toMatchObject({
    iterations: [0, 25, 50],
    values: [1, 2, 3],
  });
});
