import { expect, test } from 'vitest';
import { verdictOf } from '../src/sections/theory.ts';

const close = { exponent: 1.34, error: 0.01 };
const far = { exponent: 1.5, error: 0.02 };

test.each([
  ['agrees, 2 of 2', 2, [close, close]],
  ['agrees in part, 1 of 2', 2, [close, far]],
  ['differs, 0 of 1; 1 more tell too little', 2, [far]],
  ['not measured', 0, []],
  ['the errors of all 3 are 0.1 or more', 3, []],
])('the verdict %s', (verdict, count, telling) => {
  expect(verdictOf(4 / 3, count, telling)).toBe(verdict);
});
