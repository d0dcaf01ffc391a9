import { expect, it } from 'vitest';
import { History } from '../src/driver/history.ts';

it('tells what a number was at the iteration of a save, which may be late', () => {
  const history = new History(-1);
  for (const [iteration, value] of [
    [0, 5],
    [10, 6],
    [20, 6],
    [30, 7],
  ] as const)
    history.change(iteration, value);
  expect([5, 10, 29, 30].map((iteration) => history.goneTo(iteration))).toEqual([5, 6, 6, 7]);
  expect(history.now).toBe(7);
});

it('takes the earliest that it has kept where a save is later than anyone would be', () => {
  const history = new History(0);
  for (let i = 1; i <= 100_000; i++) history.change(i, i);
  const earliest = history.goneTo(0);
  expect(earliest).toBeGreaterThan(50_000);
  expect(earliest).toBeLessThan(100_000 - 5000);
  expect(history.goneTo(99_990)).toBe(99_990);
});
