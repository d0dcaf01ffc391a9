import { expect, it } from 'vitest';
import type { Curve } from '../src/index.ts';
import { whileRising } from '../src/risingTheory.ts';

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
